#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Reads reports in TAP, XML and HTML as other programs do, with hostile text in them. Prints TAP.

    pages.py RTCTL

HTML is also shown to a browser, if chromium is installed: the page must be allowed its own style
and script by its own policy, and nothing else.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from html.parser import HTMLParser
from pathlib import Path

VECTOR = Path("testvectors/v8/cloudflare-file-draft08-1.json")
NAMES = [
    "plain, the only one that passes",
    "</summary></details><script>alert(1)</script>",
    "\" onclick=\"alert(1)\" x='",
    "]]></failure><!-- <?xml?> &bogus; &amp;",
    "# SKIP \\# # TODO\nBail out!\n1..9",
    "\x01\x1b[2J\x7f\u009b",
    "\u202etxet\u2069\u200b\ufeff\ufffe\uffff",
    "\u00e9 \u4e2d \U0001f550",
]
ELEMENTS = set("""a b body code dd details div dl dt footer h1 h2 head html li main meta p pre script
    section span style summary table tbody td th thead title tr ul""".split())
ATTRIBUTES = set("""aria-hidden charset class content data-group data-outcome href http-equiv id lang
    name open scope""".split())
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
                    "\ufeff\ufffe\uffff\ufffd]")


def visible(text, escape="\\"):
    """What escape.h makes of a text, but for the marks of the form."""

    def one(match):
        return "".join(f"{escape}x{byte:02x}" for byte in match.group().encode())

    return HIDDEN.sub(one, text)


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.faults = [], [], [], []
        self.raw = {"style": "", "script": ""}
        self.policy, self.text = "", ""

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.faults.append(f"an element {tag}")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.faults.append(f"an attribute {name}")
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)
            if name == "content" and "default-src" in value:
                self.policy = value
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"the end of another {tag}")

    def handle_data(self, data):
        if self.open and self.open[-1] in self.raw:
            self.raw[self.open[-1]] += data
        else:
            self.text += data


def report(rtctl, form, path):
    done = subprocess.run([rtctl, "vectors", "check", "-o", form, path], capture_output=True,
                          check=False, timeout=60)
    assert done.returncode == 1, done
    return done.stdout.decode("utf-8")


def test_xml(text, path):
    cases = list(xml.fromstring(text.encode()).iter("testcase"))
    names = [f"{visible(str(path))} {i + 1} {visible(name)}" for i, name in enumerate(NAMES)]
    assert [case.get("name") for case in cases] == names, cases
    assert [case.find("failure") is None for case in cases] == [i == 0 for i in range(len(NAMES))]
    suites = list(xml.fromstring(text.encode()).iter("testsuite"))
    assert sum(int(suite.get("failures")) for suite in suites) == len(NAMES) - 1


def test_tap(text, path):
    lines = text.split("\n")
    assert lines[0] == "TAP version 14" and lines[-2] == f"1..{len(NAMES)}", lines
    found = [line for line in lines if re.match("(not )?ok ", line)]
    wanted = []
    for i, name in enumerate(NAMES):
        plain = f"{path} {i + 1} {name}".replace("\\", "\\\\").replace("#", "\\#")
        plain = visible(plain.replace("\n", " "), "\\\\")
        wanted.append(f"{'not ' if i else ''}ok {i + 1} - {plain}")
    assert found == wanted, found
    for line in lines:
        scalar = re.match(r' +-? ?[a-z]+: (".*)', line)
        assert not scalar or isinstance(json.loads(scalar.group(1)), str), line


def test_html(text, path):
    page = Page()
    page.feed(text)
    page.close()
    assert not page.faults and not page.open, (page.faults, page.open)
    assert len(set(page.ids)) == len(page.ids)
    assert all(link[0] == "#" and link[1:] in page.ids for link in page.links), page.links
    assert not HIDDEN.search(text)
    for i, name in enumerate(NAMES):
        assert f"{visible(str(path))} {i + 1}" in page.text
        assert visible(name) in page.text, name
    for kind, raw in page.raw.items():
        own = base64.b64encode(hashlib.sha256(raw.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{own}'" in page.policy, f"the hash of the {kind} is {own}"
    assert "default-src 'none'" in page.policy and "unsafe" not in page.policy


def test_browser(path, folder):
    """What the script adds is there, and the console has nothing to say."""
    done = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
         f"--user-data-dir={folder}/chromium", "--dump-dom", path.as_uri()],
        capture_output=True, check=False, timeout=60)
    page = done.stdout.decode("utf-8", "replace")
    said = [line for line in done.stderr.decode("utf-8", "replace").split("\n") if "CONSOLE" in line]
    assert not said, said
    assert '<div class="filter"' in page, page[:400]
    assert f"{len(NAMES)} of {len(NAMES)} shown" in page


def main():
    rtctl = str(Path(sys.argv[1]).resolve())
    number = 0

    def run(name, test, *words):
        nonlocal number
        number += 1
        try:
            test(*words)
        except (AssertionError, ValueError, xml.ParseError) as fault:
            print(f"not ok {number} - {name}")
            print("".join(f"# {line}\n" for line in str(fault).split("\n")), end="")
        else:
            print(f"ok {number} - {name}")

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        vector = json.loads(VECTOR.read_text(encoding="utf-8"))
        path = Path(folder) / "<b> '&\" \x1b.ndjson"
        with open(path, "w", encoding="utf-8") as file:
            for i, name in enumerate(NAMES):
                expect = dict(vector["expect"], verdict="invalid" if i else "valid")
                file.write(json.dumps(dict(vector, id=name, expect=expect)) + "\n")
        run("XML", test_xml, report(rtctl, "junit", path), path)
        run("TAP", test_tap, report(rtctl, "tap", path), path)
        text = report(rtctl, "html", path)
        run("HTML", test_html, text, path)
        if shutil.which("chromium"):
            page = Path(folder) / "page.html"
            page.write_text(text, encoding="utf-8")
            run("HTML in a browser", test_browser, page, folder)
        else:
            number += 1
            print(f"ok {number} - HTML in a browser # SKIP chromium is not installed")
    print(f"1..{number}")


main()
