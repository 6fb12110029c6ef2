#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes rtctl-versions.7 from what rtctl says of its versions.

    versions.py --write RTCTL    in the source root
    versions.py --check RTCTL    compares instead
"""

import difflib
import json
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path("man/rtctl-versions.7")
HEADER = Path("lib/rules/version.h")
REQUESTS = Path("lib/rules/request_checks.h")

# What each parameter is. One that is missing here stops the script.
MEANING = {
    "framing": "What stands before the message in a datagram.",
    "stream": "What stands before each message on a TCP connection.",
    "tags": "The order of the tags in a message.",
    "version": "The number in VER of a response.",
    "version-in": "Where a response holds VER.",
    "offer": "The list VER of a request.",
    "nonce": "The length of the nonce.",
    "nonce-in": "Where a response holds NONC.",
    "srv": "SRV in a request, which names the server's long-term key.",
    "type": "TYPE, which tells requests from responses.",
    "padding": "The tag that fills a request up to its size.",
    "hash": "The hash of the Merkle tree.",
    "leaf": "What a leaf of the tree is the hash of, after the byte 0x00.",
    "order": "The order of the two halves of a node, on the way from the leaf to ROOT.",
    "clock": "MIDP, MINT and MAXT, and the unit of RADI.",
    "radius": "What RADI may be.",
    "vers": "VERS, the list of versions in a response.",
    "dut1": "DUT1, the difference UT1 - UTC.",
    "dtai": "DTAI, the difference TAI - UTC.",
    "leap": "LEAP, the list of leap seconds.",
    "leap-empty": "What an empty LEAP means.",
    "cert-context": "The string signed in front of DELE by the long-term key.",
    "response-context": "The string signed in front of SREP by the delegated key.",
    "context-nul": "The zero byte at the end of both strings.",
    "chain": "How the nonce of a request of a chain follows from the reply before it; the hash is "
             "cut to the length of the nonce.",
    "chain-over": "What of the reply before it goes into that hash.",
    "rand": "How many random bytes go into that hash.",
}

HEAD = r""".\" SPDX-License-Identifier: BSD-2-Clause
.\" Written by man/versions.py from the descriptors in versions/. Do not edit.
.Dd November 23, 2026
.Dt RTCTL-VERSIONS 7
.Os
.Sh NAME
.Nm rtctl-versions
.Nd parameters of every version of Roughtime
.Sh DESCRIPTION
A version of Roughtime is a set of parameters.
This page gives all of them for every version that
.Xr rtctl 1
knows, with the sections of the document that set them, the requests that its servers answer, the readings
of the version, what follows from its values, and what the version changed.
.Pp
A parameter together with a value is a setting, written
.Ar parameter Ns = Ns Ar value .
Settings are the vocabulary of readings, of the explanations of
.Xr rtctl-verify 1 ,
and of the option
.Fl V
of
.Xr rtctl 1 .
.Pp
A reading is a set of settings under which packets of a version really exist: the document
contradicts itself, or a server deviates from it.
Each has a name and its source.
.Pp
The number in VER does not identify a version: several drafts share one.
Two versions are equal on the wire if no parameter and no reading differs that packets can show.
"""

TAIL = """.Sh SEE ALSO
.Xr rtctl 1 ,
.Xr rtctl-versions 1
"""


def ask(rtctl, *args):
    command = [rtctl, "versions", *args, "-o", "json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def text(string):
    """A line of text: nothing in it is a request or an escape."""
    string = string.replace("\\", "\\e")
    return "\\&" + string if string[:1] in (".", "'") else string


def quoted(string):
    """An argument of a macro."""
    return '"' + text(string).replace('"', "\\(dq") + '"'


def lists_of(source):
    """List of the header -> [(name, text)]"""
    return {name: re.findall(r'X\(\w+,\s*"([^"]*)",\s*"((?:[^"\\]|\\.)*)"\)', body)
            for name, body in re.findall(r"#define (RT_\w+)\(X\)((?:.*\\\n)*.*)", source)}


def vocabulary():
    """Parameter -> [(value, text)], with the values that no version has."""
    source = HEADER.read_text(encoding="utf-8")
    lists = lists_of(source)
    rows = re.findall(r'X\(\w+,\s*\w+,\s*[\w ]+,\s*"([\w-]+)",\s*(RT_\w+),\s*\w+,\s*\w+\)',
                      source)
    return {name: [(v, t.replace("\\\\", "\\")) for v, t in lists[values]]
            for name, values in rows}


def sections(version, row):
    """The sections without the name of the document in front of each."""
    prefix = version["document"] + " "
    return ", ".join(spec.removeprefix(prefix) for spec in row["spec"]) or "-"


def joined(names, order):
    """Names in the order of the list, neighbours that differ in their number as a range."""
    runs = []
    for name in names:
        digits = name.strip("0123456789") == "v"
        if runs and digits and runs[-1][-1].startswith("v") and \
                order.index(name) == order.index(runs[-1][-1]) + 1:
            runs[-1].append(name)
        else:
            runs.append([name])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def values_of(versions):
    """Parameter -> {version: value}"""
    return {p["name"]: {v["version"]: {q["name"]: q for q in v["parameters"]}[p["name"]]["value"]
                        for v in versions} for p in versions[0]["parameters"]}


def list_section(versions):
    yield ".Sh VERSIONS"
    yield ".Bl -tag -width rfc10049"
    for v in versions:
        yield f".It Cm {v['version']}"
        yield text(f"{v['document']}, {v['published']}, "
                   f"{'number ' + v['number'] if v['number'] else 'no number'}.")
        yield ".br"
        yield text(f"{v['summary'][0].upper()}{v['summary'][1:]}.")
    yield ".El"


def shows_list():
    """Where differences show: one list for parameters and changes."""
    yield ".Bl -tag -width verified -compact"
    for name, meaning in lists_of(HEADER.read_text(encoding="utf-8"))["RT_SHOWS"]:
        yield f".It Cm {name}"
        yield text(meaning)
    yield ".El"


def parameter_section(versions):
    order = [v["version"] for v in versions]
    values = values_of(versions)
    words = vocabulary()
    shows = {p["name"]: p["shows"] for p in versions[0]["parameters"]}
    where = dict(lists_of(HEADER.read_text(encoding="utf-8"))["RT_SHOWS"])
    yield ".Sh PARAMETERS"
    yield "Each value is followed by the versions that have it."
    yield "A value of no version stands here because settings can name it."
    yield ".Pp"
    yield "Each parameter says where versions with different values of it can be told apart."
    yield "Where packets of one of them lack what those of the other have, that is in the bytes anyhow."
    yield "The words for it are:"
    yield from shows_list()
    for name, of in values.items():
        yield f".Ss {name}"
        yield text(MEANING[name])
        yield f"Differences show {where[shows[name]]}."
        known = words[name] or [(value, "") for value in dict.fromkeys(of.values())]
        yield ".Bl -tag -width ascending-32 -compact"
        for value, meaning in known:
            names = [v for v in order if of[v] == value]
            yield f".It Cm {value}"
            if meaning:
                yield text(meaning)
                yield ".br"
            yield text(joined(names, order) or "no version")
        yield ".El"
        lost = set(of.values()) - {value for value, _ in known}
        if lost:
            sys.exit(f"{HEADER} does not list {name}={lost.pop()}")


def request_section(versions):
    """Each check of requests, and in which versions servers leave those that fail unanswered."""
    order = [v["version"] for v in versions]
    words = lists_of(REQUESTS.read_text(encoding="utf-8"))["RT_SILENCES"]
    yield ".Sh REQUESTS"
    yield "Whether a request is answered depends on these checks; who fails one is not told."
    yield "The words for whether servers leave such a request unanswered are:"
    yield ".Bl -tag -width answer -compact"
    for name, meaning in words:
        yield f".It Cm {name}"
        yield text(meaning)
    yield ".El"
    yield ".Pp"
    yield "Behind each word are the versions, and the sections that say so."
    for i, check in enumerate(versions[0]["request_checks"]):
        rows = {v["version"]: v["request_checks"][i] for v in versions}
        yield f".Ss {check['name']}"
        yield text(f"{check['text'][0].upper()}{check['text'][1:]}.")
        yield ".Bl -tag -width answer -compact"
        for word, _ in words:
            said = {}
            for v in versions:
                if rows[v["version"]]["unanswered"] == word:
                    said.setdefault(sections(v, rows[v["version"]]), []).append(v["version"])
            if said:
                yield f".It Cm {word}"
                yield text("; ".join(joined(names, order) + ("" if where == "-" else f" ({where})")
                                     for where, names in said.items()))
        yield ".El"


def reading_changes(before, version):
    """The readings that came and went."""
    settings = lambda v: {tuple(r["settings"]): r["name"] for r in v["readings"]}
    was, now = settings(before), settings(version)
    for reading, name in now.items():
        if reading not in was:
            yield f"reading {name} is new: {', '.join(reading)}"
    for reading, name in was.items():
        if reading not in now:
            yield f"reading {name} is gone: {', '.join(reading)}"


def verdict(step):
    """What a step did to packets, as rtctl versions --history says it."""
    if step["wire"]:
        return "Packets, or how they are read and verified, changed"
    return "No change on the wire" + (" but the number" if step["number"] else "") + \
        (", as long as packets keep to the limits" if step["limits"] else "")


def step_lines(step, version, before):
    """What the version changed, one line each, with where it shows and the sections."""
    for p in step["parameters"]:
        yield f"{p['name']}: {p['from']} became {p['to']} ({p['shows']}; {sections(version, p)})"
    for change in step["changes"]:
        yield f"{change['text']} ({change['shows']}; {sections(version, change)})"
    yield from reading_changes(before, version)


def joined_note(version, order):
    """The versions that equal it, and those with its number and what tells them apart."""
    if version["same_rules"]:
        yield ".Pp"
        yield text(f"On the wire equal to {joined(version['same_rules'], order)}.")
    if version["same_number"]:
        yield ".Pp"
        yield "Others with its number, and what tells them apart:" if version["number"] else \
            "Others without a number, and what tells them apart:"
        yield ".Bl -dash -compact"
        for group in version["same_number"]:
            told = [f"{p['name']} ({p['shows']})" for p in group["parameters"]]
            told += [f"{name} (only in readings)" for name in group["readings"]]
            yield ".It"
            yield text(f"{joined(group['versions'], order)}: {', '.join(told) or 'nothing'}")
        yield ".El"


def version_section(version, before, step, order):
    yield f".Ss {version['version']}"
    yield text(f"{version['document']}, {version['published']}.")
    for note in version["notes"]:
        yield ".Pp"
        yield text(f"{note['text'][0].upper()}{note['text'][1:]} ({note['setting']}).")
    yield from joined_note(version, order)
    if before:
        yield ".Pp"
        yield f"Since {before['version']}:"
        yield text(f"{verdict(step)}.")
        yield ".Bl -dash -compact"
        for change in step_lines(step, version, before):
            yield ".It"
            yield text(change)
        yield ".El"
    yield ".Bl -column response-context SHA-512-256 sections"
    yield ".It Em parameter Ta Em value Ta Em sections"
    for p in version["parameters"]:
        yield f".It {p['name']} Ta {quoted(p['value'])} Ta {quoted(sections(version, p))}"
    yield ".El"
    for reading in version["readings"] + version["chain_readings"]:
        yield ".Pp"
        yield f"Reading {version['version']}/{reading['name']}:"
        yield text(", ".join(reading["settings"]) + ".")
        yield ".br"
        yield text(f"Source: {reading['source']}.")


KEEPERS = {
    "check": "check of rtctl verify: {}",
    "serve": "kept by rtctl serve; shown by the test {}",
    "query": "kept by rtctl query; shown by the test {}",
    "key": "kept by rtctl key; shown by the test {}",
    "servers": "check of rtctl servers; shown by the test {}",
    "none": "does not arise: {}",
    "unseen": "cannot be observed: {}",
}


def duty_section(versions):
    """Every MUST of the documents of which they are listed."""
    for version in versions:
        if not version["duties"]:
            continue
        yield f".Sh WHAT {version['document'].upper()} DEMANDS"
        yield f"Every MUST and MUST NOT of {version['document']}, and who keeps it."
        yield ".Bl -tag -width 5.1.1x"
        for duty in version["duties"]:
            yield f".It {duty['section']}"
            yield text(duty["text"][0].upper() + duty["text"][1:] + ".")
            yield ".br"
            said = KEEPERS[duty["keeper"]].format(duty["evidence"])
            yield text(said[0].upper() + said[1:] + ".")
        yield ".El"


def page(rtctl):
    steps = {step["to"]: step for step in ask(rtctl, "--history")["steps"]}
    versions = [ask(rtctl, v["version"]) for v in ask(rtctl)["versions"]]
    lines = HEAD.splitlines()
    lines += list_section(versions)
    lines += parameter_section(versions)
    lines += request_section(versions)
    lines += [".Sh THE VERSIONS IN FULL"]
    lines += ["The sections are those of the version's document; - where it does not say it."]
    lines += ["A change says where it shows, in the words of the section above, and its section."]
    order = [v["version"] for v in versions]
    for before, version in zip([None] + versions, versions):
        lines += version_section(version, before, steps.get(version["version"]), order)
    lines += duty_section(versions)
    return "\n".join(lines + TAIL.splitlines()) + "\n"


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("--check", "--write"):
        sys.exit(__doc__)
    fresh = page(sys.argv[2])
    if sys.argv[1] == "--write":
        PAGE.write_text(fresh, encoding="utf-8")
        return 0
    old = PAGE.read_text(encoding="utf-8")
    if old == fresh:
        return 0
    sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), fresh.splitlines(True),
                                               str(PAGE), "what the descriptors say"))
    print("man/versions.py --write RTCTL writes it anew")
    return 1


if __name__ == "__main__":
    sys.exit(main())
