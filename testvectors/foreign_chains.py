#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Does `rtctl verify` judge chains and reports of other programs as chains/expect.json says, can it
cut them down to the part that proves a contradiction, and does it notice that they were altered?
Prints TAP; a file is one test.

    foreign_chains.py RTCTL FOLDER

The expectations were written down from what the servers had been told to do. Members: "source",
"keys" (to be given with -k), those of the record of a chain, and of each link "versions" (with its
reading, if it takes one) and "chain_readings".
"""

import base64
import json
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

STRIDE = 31
EXIT = {"consistent": 0, "contradiction": 6}
COMPARED = ("verdict", "contradictions", "minimal", "agree", "against")


def judge(rtctl, keys, paths, *more):
    """The records of chains by file, and the exit code."""
    options = [word for key in keys for word in ("-k", key)]
    run = subprocess.run([rtctl, "verify", "-o", "ndjson", *more, *options, *paths],
                         capture_output=True, text=True, check=False)
    records = [json.loads(line) for line in run.stdout.splitlines()]
    return {r["source"]: r for r in records if r["type"] == "chain"}, run.returncode


def version_of(link):
    return link["version"] + (f"/{link['reading']}" if link["reading"] else "")


def wrong_verdict(record, expect):
    """What differs from the expectation."""
    found = {name: record.get(name) for name in COMPARED}
    found["versions"] = [version_of(link) for link in record["links"]]
    found["chain_readings"] = [link["chain_reading"] for link in record["links"]]
    wanted = {"chain_readings": [None] * len(record["links"]), **expect}
    for name, value in found.items():
        if value != wanted.get(name):
            yield f"{name} {value!r}, not {wanted.get(name)!r}"


def wrong_part(rtctl, keys, path, expect, folder):
    """The smallest part must prove its contradiction alone."""
    part = str(folder / "part.json")
    judge(rtctl, keys, [path], "--minimal", part)
    record = judge(rtctl, keys, [part])[0].get(part, {"verdict": "nothing"})
    first, second = expect["minimal"]
    if record["verdict"] != "contradiction":
        yield f"the smallest part is {record['verdict']}"
    elif record["contradictions"] != [[1, second - first + 1]]:
        yield f"the smallest part has {record['contradictions']}"


def offers(text):
    """Where requests offer several versions: before draft 12 nobody signs these numbers."""
    for value in re.finditer(r'"request":\s*"([^"]*)"', text):
        packet = base64.b64decode(value.group(1))
        count, end = struct.unpack_from("<II", packet, 12)
        start = 12 + 8 * count
        if packet.startswith(b"ROUGHTIM") and packet[start - 4 * count:].startswith(b"VER\0") \
                and end > 4:
            at = value.start(1)
            yield at + start * 4 // 3, at + (start + end) * 4 // 3 + 1


def unproven(text):
    """Where a change proves nothing less. Nothing follows from the last reply, and some of its bytes
    nobody signed: with another TYPE it is one of another draft, with another INDX one of the other
    order. The first nonce follows from nothing, if it is given at all."""
    strings = list(re.finditer(r'"[^"]*"', text))
    replies = [s for s in strings if len(s.group()) > 400]
    yield replies[-1].span()
    first = re.search(r'"nonces":\s*\["?[^"]*"[^"]*"|"nonceOrBlind"', text)
    if first:
        yield first.span()
    yield from offers(text)


def wrong_after_change(rtctl, keys, path, folder):
    """Bytes that can be changed so that the chain still is what it was."""
    data = Path(path).read_bytes()
    spans = list(unproven(data.decode()))
    changed = {}
    for at in range(0, len(data), STRIDE):
        if any(start <= at < end for start, end in spans):
            continue
        name = str(folder / f"{at}.json")
        Path(name).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
        changed[name] = at
    records = judge(rtctl, keys, list(changed))[0]
    for name, at in changed.items():
        verdict = records.get(name, {"verdict": "unreadable"})["verdict"]
        if verdict in EXIT:
            yield f"{verdict} with another byte {at}"
        Path(name).unlink()


def problems(rtctl, path, expect):
    keys = expect.get("keys", [])
    records, code = judge(rtctl, keys, [path])
    if path not in records:
        yield "no chain"
        return
    yield from wrong_verdict(records[path], expect)
    if code != EXIT.get(expect["verdict"], 1):
        yield f"exit {code}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "minimal" in expect:
            yield from wrong_part(rtctl, keys, path, expect, folder)
        yield from wrong_after_change(rtctl, keys, path, folder)


def main():
    rtctl, folder = sys.argv[1], Path(sys.argv[2])
    with open(folder / "chains" / "expect.json", encoding="utf-8") as file:
        known = {k: v for k, v in json.load(file).items() if "source" in v}
    failed = not known
    print(f"1..{len(known)}")
    for number, (name, expect) in enumerate(known.items(), 1):
        wrong = list(problems(rtctl, str(folder / name), expect))
        failed = failed or bool(wrong)
        print("not ok" if wrong else "ok", number, "-", name)
        for line in wrong:
            print("#", line)
    return 1 if failed else 0


sys.exit(main())
