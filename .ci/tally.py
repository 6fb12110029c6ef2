#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Prints the name of every test that builds have run, case by case, and at last the sums.

    tally.py [--short] BUILD...       --short: one line for each suite, and what failed

A file steps.tap in place of a build's log holds steps that are no part of a build.
"""

import json
import re
import sys
from pathlib import Path

CASE = re.compile(r"^(not ok|ok)\b\s*\d*\s*(?:-\s*)?([^#\n]*)(#\s*skip)?", re.M | re.I)
OUTCOMES = ("ok", "not ok", "skip")


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
    steps = Path(build, "steps.tap")
    if steps.exists():
        for outcome, name, skip in CASE.findall(steps.read_text(encoding="utf-8")):
            yield f"steps / {name.strip()}", "skip" if skip else outcome
        return
    log = Path(build, "meson-logs", "testlog-all.json")
    if not log.exists():
        yield "build / the build", "not ok"
        return
    for line in log.read_text(encoding="utf-8").splitlines():
        yield from cases(json.loads(line))


def words(sums):
    skipped = f", {sums['skip']} skipped" if sums["skip"] else ""
    return f"{sums['ok']} passed, {sums['not ok']} failed{skipped}"


def main():
    builds = [word for word in sys.argv[1:] if word != "--short"]
    short = len(builds) < len(sys.argv) - 1
    total = dict.fromkeys(OUTCOMES, 0)
    failures = []
    for build in builds:
        suites = {}
        for name, outcome in [*outcomes(build)] or [("build / nothing was run", "not ok")]:
            line = f"{outcome:6} {build}: {name}"
            suite = suites.setdefault(name.split(" / ")[0], dict.fromkeys(OUTCOMES, 0))
            suite[outcome] += 1
            total[outcome] += 1
            failures += [line] if outcome == "not ok" else []
            if not short:
                print(line)
        if short:
            for suite, sums in suites.items():
                print(f"{build:24} {suite:10} {words(sums)}")
    print("\n".join([""] + failures))
    print(words(total))
    return 1 if total["not ok"] or not total["ok"] else 0


sys.exit(main())
