#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compares what the shared library exports with what the installed headers declare. Prints TAP.

    symbols.py LIBRARY CC... -- HEADER...
"""

import re
import subprocess
import sys
from pathlib import Path


def exported(library):
    nm = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True,
                        check=True)
    return {line.split()[-1] for line in nm.stdout.splitlines()}


def declared(cc, headers):
    folders = {str(folder) for header in headers for folder in list(Path(header).parents)[:2]}
    source = "".join(f'#include "{header}"\n' for header in headers)
    command = cc + ["-E", "-P", "-x", "c", "-std=c11", "-"] + [f"-I{f}" for f in sorted(folders)]
    text = subprocess.run(command, input=source, capture_output=True, text=True, check=True).stdout
    text = re.sub(r"\{[^{}]*\}", "", text)  # bodies of inline functions
    calls = re.findall(r"^(?!\s*static)[^;]*?\b(rt_\w+)\s*\([^;{]*\)\s*;", text, re.M)
    data = re.findall(r"\bextern\b[^;]*?\b(rt_\w+)\s*(?:\[\])?\s*;", text)
    return set(calls) | set(data)


def main():
    library, split = sys.argv[1], sys.argv.index("--")
    cc, headers = sys.argv[2:split], [h for h in sys.argv[split:] if h.endswith(".h")]
    have, said = exported(library), declared(cc, headers)
    tests = [
        ("every exported symbol starts with rt_", {s for s in have if not s.startswith("rt_")}),
        ("every exported symbol is declared in an installed header", have - said),
        ("every declared symbol is exported", said - have),
        ("something is exported", set() if have else {"nothing"}),
    ]
    for number, (name, wrong) in enumerate(tests, 1):
        print("not ok" if wrong else "ok", number, "-", name)
        for symbol in sorted(wrong):
            print("#", symbol)
    print(f"1..{len(tests)}")
    return 1 if any(wrong for _, wrong in tests) else 0


sys.exit(main())
