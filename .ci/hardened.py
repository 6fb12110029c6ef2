#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Reads from a program and libraries that were built whether a mistake in memory is hard to use.
Prints TAP.

    hardened.py PROGRAM SHARED_LIBRARY...
"""

import re
import subprocess
import sys


def readelf(*arguments):
    return subprocess.run(["readelf", "-W", *arguments], capture_output=True, text=True,
                          check=True).stdout


def position(path):
    """A program is loaded anywhere, as libraries are."""
    if not re.search(r"Type:\s+DYN\b", readelf("-h", path)):
        yield "is not position-independent"
    if "TEXTREL" in readelf("-d", path):
        yield "has relocations in its code"


def early(path):
    """Addresses of functions are looked up before the start, and cannot be written afterwards."""
    if "GNU_RELRO" not in readelf("-l", path):
        yield "has nothing that becomes read-only"
    if not re.search(r"BIND_NOW|FLAGS_1.*\bNOW\b", readelf("-d", path)):
        yield "looks functions up as it runs"


def stack(path):
    """No code on the stack."""
    segment = re.search(r"GNU_STACK.*", readelf("-l", path))
    if not segment or "E" in segment.group().split()[6]:
        yield "may run code on its stack"


def no_paths(path):
    """Libraries are sought where the system says."""
    if re.search(r"\((RPATH|RUNPATH)\)", readelf("-d", path)):
        yield "has a path for libraries in it"


def main():
    program, *libraries = sys.argv[1:]
    tests = [
        ("loaded anywhere", position, [program, *libraries]),
        ("bound before it starts", early, [program, *libraries]),
        ("the stack", stack, [program, *libraries]),
        ("no paths", no_paths, [program]),
    ]
    print(f"1..{len(tests)}")
    failed = False
    for number, (name, test, paths) in enumerate(tests, 1):
        problems = [f"{path} {problem}" for path in paths for problem in test(path)]
        problems += [] if paths else ["nothing was given to look at"]
        failed = failed or bool(problems)
        print("not ok" if problems else "ok", number, "-", name)
        for problem in problems:
            print("#", problem)
    return 1 if failed else 0


sys.exit(main())
