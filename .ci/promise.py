#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Does the compiler name the interpreter of a parameter that gets a new value? Prints TAP.

    promise.py CC...        in the source root

Adds a value to each list of values in version.h in turn, in a copy of that header, and compiles
every file that names a value of the list. The compiler must complain of the new value in those
files that interpret the list, and in no other. A file that compares a value instead of switching
over all of them is silent here: .ci/rules.py looks for these.
"""

import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# The list and the files that interpret its values.
INTERPRETERS = {
    "RT_FRAMINGS": "frame.c",
    "RT_STREAMS": "rules.c",
    "RT_TAG_ORDERS": "rules.c",
    "RT_PLACES": "packet.c",
    "RT_HASHES": "crypto.c rules.c",  # how one is computed, and how long it is
    "RT_LEAVES": "merkle.c",
    "RT_ORDERS": "merkle.c",
    "RT_CLOCKS": "clock.c",
    "RT_CERT_CONTEXTS": "crypto.c",
    "RT_RESPONSE_CONTEXTS": "crypto.c",
    "RT_CONTEXT_NULS": "crypto.c",
    "RT_CHAINS": "chain_nonce.c",
    "RT_CHAIN_OVERS": "chain_nonce.c",
    "RT_TYPES": "rules.c",
    "RT_PADDINGS": "rules.c",
    "RT_OFFERS": "rules.c",
    "RT_SRVS": "rules.c",
    "RT_VERS_LISTS": "rules.c",
    "RT_RADII": "rules.c",
    "RT_DUT1S": "rules.c",
    "RT_DTAIS": "rules.c",
    "RT_LEAPS": "rules.c",
    "RT_LEAP_EMPTIES": "rules.c",
}
OTHER = {"RT_SHOWS", "RT_PARAMS", "RT_NUMBERS", "RT_NONCES"}  # no lists of an enumerated parameter

FOLDERS = "lib", "versions", "cmd"
FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wswitch-enum", "-Werror",
         "-fsyntax-only"]
NEW = "RT_VALUE_THAT_IS_NEW"


def compiled():
    """The C files that are built, with their text."""
    other = re.compile(r"_(test|fuzz|bench|make|replay)\.c$")
    paths = [path for folder in FOLDERS for path in sorted(Path(folder).rglob("*.c"))]
    return {path: path.read_text(encoding="utf-8") for path in paths if not other.search(path.name)}


def lists(header):
    """Each list of the header: its name, its text and its values."""
    for match in re.finditer(r"#define (RT_[A-Z0-9_]+)\(X\)(?:.*\\\n)+.*", header):
        if match.group(1) not in OTHER:
            yield match.group(1), match.group(), re.findall(r"X\((RT_\w+)", match.group())


def complaints(compiler, folders, header, path):
    """What a file is told of the new value; an error of another kind is told too."""
    # The copy comes first, and its guard keeps the header itself out.
    command = [*compiler, *FLAGS, *(f"-I{folder}" for folder in folders), "-include", header, path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stderr.splitlines() if re.search(r":\d+: (fatal )?error: ", line)]
    strange = [line for line in lines if NEW not in line or "enumeration value" not in line]
    return path, bool(lines), strange


def check(compiler, folders, version_h, name, body, users, pool):
    """Problems of one list."""
    header = version_h.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "version.h"
        copy.write_text(header.replace(body, f'{body} \\\n    X({NEW}, "new", "is new")', 1),
                        encoding="utf-8")
        jobs = [pool.submit(complaints, compiler, folders, copy, path) for path in users]
        results = [job.result() for job in jobs]
    named = {path.name for path, told, _ in results if told}
    for _, _, strange in results:
        yield from strange
    if named != set(INTERPRETERS.get(name, "").split()):
        yield f"the compiler names {sorted(named)}, not {INTERPRETERS.get(name)}"


def main():
    compiler = sys.argv[1:]
    (version_h,) = Path("lib").rglob("version.h")
    sources = compiled()
    headers = {path.parent for folder in FOLDERS for path in Path(folder).rglob("*.h")}
    headers |= {Path(folder) for folder in FOLDERS}
    found = list(lists(version_h.read_text(encoding="utf-8")))
    print(f"1..{len(found) + 1}")
    failed = {name for name, _, _ in found} != INTERPRETERS.keys()
    print("not ok" if failed else "ok", "1 - every list has an interpreter here")
    with ThreadPoolExecutor(2) as pool:
        for number, (name, body, values) in enumerate(found, 2):
            pattern = re.compile(r"\b(" + "|".join(values) + r")\b")
            users = [path for path, text in sources.items()
                     if pattern.search(text) and (path.parts[0] != "versions" or "switch" in text)]
            problems = list(check(compiler, sorted(headers), version_h, name, body, users, pool))
            failed = failed or bool(problems)
            print("not ok" if problems else "ok", number, "-", name, flush=True)
            for problem in problems:
                print("#", problem)
    return 1 if failed else 0


sys.exit(main())
