#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compares what the shared libraries export and need with what the installed headers declare and
the list of symbols that are promised. Prints TAP.

    symbols.py LIBRARY FILES_LIBRARY CC... -- HEADER...      in the source root
"""

import re
import subprocess
import sys
from pathlib import Path


PROMISED = Path("lib/roughtime.symbols")
# What a library may need. The dynamic linker is a part of the C library.
LIBC = {"libc", "ld-linux-x86-64", "ld-linux", "ld64"}
NEEDS = {"roughtime": {"libcrypto"}, "roughtime-files": {"libroughtime", "libcjson"}}
# What libroughtime-files uses if it was there: for compressed files.
OPTIONAL = {"libz", "libzstd"}
SANITIZERS = {"libasan", "libubsan", "libm", "libgcc_s", "libresolv", "libpthread", "libdl", "librt"}


def tool(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def exported(library):
    """The symbols of a library, each with its version node."""
    lines = tool("nm", "-D", "--defined-only", "--with-symbol-versions", library)
    pairs = [line.split()[-1].replace("@@", "@").partition("@") for line in lines]
    return {name: node for name, _, node in pairs if node and name != node}


def needed(library):
    """The libraries that a library needs, without their versions."""
    found = re.findall(r"\(NEEDED\).*\[(.*?)\.so", "\n".join(tool("readelf", "-d", library)))
    sanitized = bool(SANITIZERS & {"libasan", "libubsan"} & set(found))
    return set(found) - LIBC - (SANITIZERS if sanitized else set())


def promised():
    """The lines of the list: a symbol, its node."""
    lines = PROMISED.read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def declared(cc, headers):
    folders = {str(folder) for header in headers for folder in list(Path(header).parents)[:2]}
    source = "".join(f'#include "{header}"\n' for header in headers)
    command = cc + ["-E", "-P", "-x", "c", "-std=c11", "-"] + [f"-I{f}" for f in sorted(folders)]
    text = subprocess.run(command, input=source, capture_output=True, text=True, check=True).stdout
    text = re.sub(r"\{[^{}]*\}", "", text)  # bodies of inline functions
    calls = re.findall(r"^(?!\s*static)[^;]*?\b((?:rt|roughtime)_\w+)\s*\([^;{]*\)\s*;", text, re.M)
    data = re.findall(r"\bextern\b[^;]*?\b(rt_\w+)\s*(?:\[\d*\])?\s*;", text)
    return set(calls) | set(data)


def tests_of(library, node, said, promises):
    """Named sets, each of which must be empty."""
    have, name = exported(library), Path(library).name.removeprefix("lib").partition(".so")[0]
    rt = {s for s in have if s.startswith("rt_")}
    front = set(have) - rt
    promised_here = {s for s, n in promises if n.startswith(f"{node}_") and n[len(node) + 1].isdigit()}
    return [
        (f"{name}: every exported symbol starts with rt_ or roughtime_",
         {s for s in front if not s.startswith("roughtime_")}),
        (f"{name}: every exported symbol is declared in an installed header", set(have) - said),
        (f"{name}: every declared symbol is exported", said - set(have)),
        (f"{name}: rt_ symbols are not promised", {s for s in rt if have[s] != f"{node}_UNSTABLE"}),
        (f"{name}: {PROMISED} has what is promised, with its node",
         {f"{s} {have[s]}" for s in front if [s, have[s]] not in promises} |
         {f"{s} is gone" for s in promised_here - set(have)}),
        (f"{name}: it needs {', '.join(sorted(NEEDS[name]))} and libc only",
         (needed(library) - OPTIONAL) ^ NEEDS[name]),
        (f"{name}: something is exported", set() if have else {"nothing"}),
    ]


def of_files(header):
    """Whether a header is one of libroughtime-files."""
    return Path(header).parent.name == "files" or Path(header).stem == "roughtime-files"


def main():
    library, files, split = sys.argv[1], sys.argv[2], sys.argv.index("--")
    cc, headers = sys.argv[3:split], [h for h in sys.argv[split:] if h.endswith(".h")]
    lower = [h for h in headers if not of_files(h)]
    said, promises = declared(cc, lower), promised()
    tests = tests_of(library, "ROUGHTIME", said, promises)
    tests += tests_of(files, "ROUGHTIME_FILES", declared(cc, headers) - said, promises)
    tests.append((f"{PROMISED} is in order", set() if promises == sorted(promises) else {"it is not"}))
    for number, (name, wrong) in enumerate(tests, 1):
        print("not ok" if wrong else "ok", number, "-", name)
        for symbol in sorted(wrong):
            print("#", symbol)
    print(f"1..{len(tests)}")
    return 1 if any(wrong for _, wrong in tests) else 0


sys.exit(main())
