#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Prints the name of every test that builds have run, case by case, and at last the sums.

    tally.py BUILD...
"""

import json
import re
import sys
from pathlib import Path

CASE = re.compile(r"^(not ok|ok)\b\s*\d*\s*(?:-\s*)?([^#\n]*)(#\s*skip)?", re.M | re.I)


def cases(test):
    """Name and outcome of a test's cases; a test without cases of its own is one."""
    good = test["result"] == "OK"
    test["name"] = test["name"].removeprefix("rtctl:")
    if test["result"] == "SKIP":
        yield f"{test['name']}: {test.get('stdout', '').strip()}", "skip"
        return
    found = CASE.findall(test.get("stdout", ""))
    for outcome, name, skip in found:
        name = name.strip().removeprefix("../").removesuffix(": Passed")
        yield f"{test['name']}: {name}", "skip" if skip else outcome
    if not found or not good and all(outcome == "ok" for outcome, _, _ in found):
        yield test["name"], "ok" if good else "not ok"


def outcomes(build):
    log = Path(build, "meson-logs", "testlog-all.json")
    if not log.exists():
        yield "the build", "not ok"
        return
    for line in log.read_text(encoding="utf-8").splitlines():
        yield from cases(json.loads(line))


def main():
    sums = {"ok": 0, "not ok": 0, "skip": 0}
    failures = []
    for build in sys.argv[1:]:
        for name, outcome in outcomes(build):
            line = f"{outcome:6} {build}: {name}"
            sums[outcome] += 1
            failures += [line] if outcome == "not ok" else []
            print(line)
    print("\n".join([""] + failures))
    skipped = f", {sums['skip']} skipped" if sums["skip"] else ""
    print(f"{sums['ok']} passed, {sums['not ok']} failed{skipped}")
    return 1 if sums["not ok"] or not sums["ok"] else 0


sys.exit(main())
