#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Makes the chains of testvectors/chains that the golden runs judge. Prints TAP.

    chains.py CHAIN_MAKE [RTCTL]
    chains.py CHAIN_MAKE --write

CHAIN_MAKE is the program chain_make of the build directory: it makes honest and lying chains, the
same ones each time. Most files here are one of them with one thing done to it. Without --write the
files are compared with what they should be, and with RTCTL very large ones are made as well, for
which it must not take more memory than MEMORY.
"""

import base64
import json
import resource
import subprocess
import sys
from pathlib import Path

MEMORY = 400 << 20

FOLDER = Path(__file__).parent / "chains"
LYING = ["v4:10:86400", "v8:11:0", "rfc10049:12:0"]
TWICE = [f"{version}:{server}:{86400 if server == 11 else 0}"
         for _ in range(2) for version, server in (("v4", 10), ("v7", 11), ("v8", 12))]


def dump(value):
    return json.dumps(value, separators=(",", ":")) + "\n"


def files(make):
    """Each file with its text."""

    def chain(form, links):
        return subprocess.run([make, form, *links], check=True, capture_output=True,
                              text=True).stdout

    def changed(form, links, change):
        value = json.loads(chain(form, links))
        change(value[{"rfc10049": "responses", "google": "links"}[form]])
        return dump(value)

    def swap(links):
        links[1], links[2] = links[2], links[1]

    def shorten(links):
        links[1]["rand"] = base64.b64encode(base64.b64decode(links[1]["rand"])[:31]).decode()

    def spoil(links):
        links[4]["reply"] = "*" + links[4]["reply"][1:]

    def server(number):
        link, = json.loads(chain("rfc10049", [f"v8:{number}:0"]))["responses"]
        return {"name": f"server {number}", "version": 1, "publicKeyType": "ed25519",
                "publicKey": link["publicKey"],
                "addresses": [{"protocol": "udp", "address": f"192.0.2.{number}:2002"}]}

    yield "servers-two.json", dump({"servers": [server(11), server(12)]})
    yield "lying.json", chain("rfc10049", LYING)
    yield "wrong-order.json", changed("rfc10049", LYING, swap)
    yield "no-rand.json", changed("rfc10049", LYING, lambda links: links[1].pop("rand"))
    yield "short-rand.json", changed("rfc10049", ["v4:10:0", "v8:11:0"], shorten)
    yield "reply-twice.json", changed("rfc10049", LYING, lambda links: links.insert(2, links[1]))
    yield "no-request.json", changed("rfc10049", LYING, lambda links: links[1].pop("request"))
    yield "no-key.json", changed("rfc10049", LYING, lambda links: links[1].pop("publicKey"))
    yield "one.json", chain("rfc10049", LYING[:1])
    yield "empty.json", '{"responses":[]}\n'
    yield "twice-google.json", chain("google", TWICE)
    yield "twice-draft08.json", chain("draft08", TWICE)
    yield "twice-draft00.json", chain("draft00", TWICE)
    yield "bad-entry.json", changed("google", TWICE, spoil)
    yield "cut.json", chain("google", TWICE)[:-700]
    yield "no-requests-v14.json", chain("google", ["v8:10:86400", "v14:11:0", "v8:12:0"])
    yield "no-nonce-order.json", changed("google", ["google:10:0"] * 4, swap)


def is_frugal(rtctl, size, cause):
    """Whether a chain of so many bytes is refused for this cause, in bounded memory."""
    link = b'{"response":"AA=="},' * 50000
    with subprocess.Popen([rtctl, "verify", "-q", "-o", "ndjson"], stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        try:
            run.stdin.write(b'{"responses":[')
            for _ in range(size // len(link)):
                run.stdin.write(link)
            run.stdin.write(link[:-1] + b"]}")
            run.stdin.close()
        except BrokenPipeError:
            pass
        err = run.stderr.read().decode()
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10
    print(f"# {size} bytes: exit {run.returncode}, {used >> 20} MiB: {err.strip()}")
    return run.returncode == 4 and cause in err and used < MEMORY


def main():
    write = sys.argv[2:] == ["--write"]
    wanted = list(files(sys.argv[1]))
    large = [] if write else [(60_000_000, "more than 65536 links"),
                              (100_000_000, "a JSON document of more than 64 MiB")]
    large = large if sys.argv[2:] else []
    failed = False
    print(f"1..{len(wanted) + len(large)}")
    for number, (name, text) in enumerate(wanted, 1):
        path = FOLDER / name
        if write:
            path.write_text(text, encoding="utf-8")
        good = path.exists() and path.read_text(encoding="utf-8") == text and len(text) < 20000
        failed = failed or not good
        print("ok" if good else "not ok", number, "-", name)
    for number, (size, cause) in enumerate(large, len(wanted) + 1):
        good = is_frugal(sys.argv[2], size, cause)
        failed = failed or not good
        print("ok" if good else "not ok", number, f"- {size} bytes")
    return 1 if failed else 0


sys.exit(main())
