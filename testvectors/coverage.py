#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Has every registered version its vectors, every command its manual, every duty its evidence?
Prints TAP.

    coverage.py RTCTL        (in the source root)
"""

import base64
import json
import re
import subprocess
import sys
from pathlib import Path


def vectors(folder):
    """Every exchange of a folder; a file is one JSON value or one a line."""
    for path in sorted(folder.glob("*.*json")):
        text = path.read_text(encoding="utf-8")
        for line in [text] if path.suffix == ".json" else text.splitlines():
            value = json.loads(line)
            if isinstance(value, dict):
                value = value.get("responses", value)
            yield from ((path, v) for v in (value if isinstance(value, list) else [value]))


def tag_value(packet, tag):
    """The value of a tag, None where the packet has none or is damaged."""
    message = packet[12:] if packet[:8] == b"ROUGHTIM" else packet
    word = lambda i: int.from_bytes(message[4 * i:4 * i + 4], "little")
    count = word(0)
    body = message[8 * count:]
    offsets = [0] + [word(i) for i in range(1, count)] + [len(body)]
    for i in range(min(count, 64)):
        if message[4 * (count + i):][:4] == tag:
            return body[offsets[i]:offsets[i + 1]]
    return None


def vector_problems(version):
    paths = 0
    found = list(vectors(Path("testvectors", version)))
    for path, vector in found:
        for field in ("source", "expect", "request", "response"):
            if field not in vector:
                yield f"{path}: a vector without {field}"
        paths += bool(tag_value(base64.b64decode(vector.get("response", "")), b"PATH"))
    if not found:
        yield f"testvectors/{version} has no vector"
    elif not paths:
        yield f"testvectors/{version} has no response with a PATH that is not empty"


def command_names(rtctl):
    """The commands that rtctl --help lists: indented words after a line "commands"."""
    text = subprocess.run([rtctl, "--help"], capture_output=True, text=True, check=True).stdout
    block = re.search(r"^commands\b.*\n((?:[ \t]+\S.*\n)+)", text, re.M | re.I)
    return re.findall(r"^[ \t]{1,4}([a-z]+)\b", block.group(1), re.M) if block else []


def command_problems(command):
    page = Path("man", f"rtctl-{command}.1")
    if not page.exists():
        yield f"{page} is missing"
    golden = r"^\$ (.*[ |;(])?rtctl (-\S+ )*" + command + r"\b"
    texts = (p.read_text(encoding="utf-8") for p in Path("testvectors/cli").glob("*.test"))
    if not any(re.search(golden, text, re.M) for text in texts):
        yield f"no golden run of testvectors/cli runs rtctl {command}"


def duties(rtctl):
    """(version, duty) for all that documents demand."""
    for row in ask(rtctl)["versions"]:
        for duty in ask(rtctl, row["version"])["duties"]:
            yield row["version"], duty


def ask(rtctl, *args):
    command = [rtctl, "versions", *args, "-o", "json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def evidence_problem(duty, checks):
    """What is wrong with the evidence of a duty: a check or a test that does not exist."""
    names = duty["evidence"]
    if duty["keeper"] == "check":
        lost = set(names.split(", ")) - checks
        return f"no check is called {lost.pop()}" if lost else None
    if duty["keeper"] in ("none", "unseen"):
        return None
    name, _, test = names.partition(" ")
    tests = (path for folder in ("lib", "versions", "cmd")
             for path in sorted(Path(folder).rglob(f"{name}_test.c")))
    for path in [*tests, Path("testvectors", f"{name}.py")]:
        if path.exists():
            text = path.read_text(encoding="utf-8")
            # Defined, and in the list of what is run.
            defined = rf"^START_TEST\({test}\)|^def {test}\("
            listed = len(re.findall(rf"\b{test}\b", text)) > 1
            return None if re.search(defined, text, re.M) and listed else f"{path} has no {test}"
    return f"there is no test {name}"


def duty_problems(rtctl):
    found = list(duties(rtctl))
    checks = {row["name"] for row in ask(rtctl, found[0][0])["checks"]} if found else set()
    for version, duty in found:
        problem = evidence_problem(duty, checks)
        if problem:
            yield f"{version} {duty['section']}, {duty['text']}: {problem}"
    if not found:
        yield "no version lists what its document demands"


def main():
    registry = Path("versions/registry.def").read_text(encoding="utf-8")
    versions = re.findall(r"^RT_VERSION\((\w+)\)", registry, re.M)
    commands = command_names(sys.argv[1])
    tests = [
        ("there are versions", [] if versions else ["versions/registry.def is empty"]),
        ("there are commands", [] if commands else ["rtctl --help lists no commands"]),
    ]
    tests += [("evidence for what documents demand", list(duty_problems(sys.argv[1])))]
    tests += [(f"vectors of {v}", list(vector_problems(v))) for v in versions]
    tests += [(f"manual and golden run of {c}", list(command_problems(c))) for c in commands]
    for number, (name, problems) in enumerate(tests, 1):
        print("not ok" if problems else "ok", number, "-", name)
        for problem in problems:
            print("#", problem)
    print(f"1..{len(tests)}")
    return 1 if any(problems for _, problems in tests) else 0


sys.exit(main())
