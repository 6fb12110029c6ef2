#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Reads from a program and libraries that were built whether a mistake in memory is hard to use.
Prints TAP.

    hardened.py [--fortified] [--cet] PROGRAM SHARED_LIBRARY... ARCHIVE...

--fortified: functions of the C library check what room they are given; --cet: the compiler marks
where jumps may land. The linker says so of a whole program only if the start files of the C library
are marked too, so that this is read from the archives.
"""

import re
import subprocess
import sys


def readelf(*arguments):
    return subprocess.run(["readelf", "-W", *arguments], capture_output=True, text=True,
                          check=True).stdout


def imports(path):
    """The functions that a program takes from shared libraries."""
    return set(re.findall(r" UND (\w+)", readelf("--dyn-syms", path)))


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
    """No code on the stack, and a guard behind the arrays on it."""
    segment = re.search(r"GNU_STACK.*", readelf("-l", path))
    if not segment or "E" in segment.group().split()[6]:
        yield "may run code on its stack"
    if "__stack_chk_fail" not in imports(path):
        yield "has no stack protector"


def no_paths(path):
    """Libraries are sought where the system says."""
    if re.search(r"\((RPATH|RUNPATH)\)", readelf("-d", path)):
        yield "has a path for libraries in it"


def fortified(path):
    if not any(re.fullmatch(r"__\w+_chk", name) for name in imports(path) - {"__stack_chk_fail"}):
        yield "calls no function that checks its room"


def marked(path):
    """Every object of an archive carries both marks."""
    members = readelf("-n", path).split("\nFile: ")[1:]
    if not members:
        yield "has no objects"
    for member in members:
        marks = re.search(r"x86 feature: (.*)", member)
        if not marks or set(marks.group(1).split(", ")) != {"IBT", "SHSTK"}:
            yield f"lacks marks in {member.splitlines()[0]}"


def main():
    words = {word for word in sys.argv[1:] if word.startswith("--")}
    program, *others = [word for word in sys.argv[1:] if word not in words]
    archives = [path for path in others if path.endswith(".a")]
    libraries = [path for path in others if path not in archives]
    tests = [
        ("loaded anywhere", position, [program, *libraries]),
        ("bound before it starts", early, [program, *libraries]),
        ("the stack", stack, [program, *libraries]),
        ("no paths", no_paths, [program]),
    ]
    if "--fortified" in words:
        tests.append(("checks of room", fortified, [program]))
    if "--cet" in words:
        tests.append(("marks where jumps land", marked, archives))
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
