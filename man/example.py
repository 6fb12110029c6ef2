#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds roughtime.3 against the installed headers, compiles its program that uses the parts as the
page has it, and runs that on test vectors (programs.py does the same for those of roughtime.h).
Prints TAP.

    example.py FILES_LIBRARY LIBRARY COMPILER [OPTION...] -- HEADER...      in the source root
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = Path("man/roughtime.3")
FRONT = {"roughtime.h", "roughtime-files.h"}
WARNINGS = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
LIBRARIES = ["-lcrypto", "-lcjson"]

# A file, the line that the program prints first, and its exit code; of exchanges that are not
# valid the second line names the check.
RUNS = [
    ("testvectors/v8/made.json", 0, []),
    ("testvectors/rfc10049/made.json", 0, []),
    ("testvectors/bad/v8/merkle.root.json", 1, ["merkle.root"]),
    ("testvectors/bad/v19/delegation.window.json", 1, ["delegation.window"]),
]


def installed_as(header):
    """A header's place below roughtime/: lib/wire/frame.h is wire/frame.h there."""
    parts = Path(header).parts
    return "/".join(parts[-2:]) if parts[-3] == "lib" else parts[-1]


def front_problems(text):
    """Functions of the front door without a prototype on the page, and the other way round."""
    header = "".join(Path("lib", name).read_text(encoding="utf-8") for name in FRONT)
    header = re.sub(r"/\*.*?\*/|^#.*?(?<!\\)$", "", header, flags=re.S | re.M)
    have = {name: f"{kind.strip()} {words}" for kind, name, words in re.findall(
        r"^((?:const |enum |struct )?\w+ \*?)(roughtime_\w+)\(([^)]*)\);", header, re.M)}
    have = {name: " ".join(words.split()) for name, words in have.items()}
    synopsis = text.partition(".Sh SYNOPSIS\n")[2].partition("\n.Sh ")[0]
    said = {}
    for kind, name, words in re.findall(
            r"^\.Ft (.*)\n\.F[no] (roughtime_\w+)(.*(?:\n\.Fa .*)*)", synopsis, re.M):
        said[name] = kind.strip('"') + " " + ", ".join(
            re.findall(r'"([^"]*)"', words) or words.split())
    yield from sorted(f"{PAGE}: {name} is {said.get(name)!r}, in the header {have.get(name)!r}"
                      for name in have.keys() | said.keys() if said.get(name) != have.get(name))


def page_problems(headers):
    """Headers that the page lacks or has too many, and names that no header has."""
    text = PAGE.read_text(encoding="utf-8")
    yield from front_problems(text)
    have = {installed_as(header) for header in headers if header.endswith(".h")}
    have -= FRONT
    said = set(re.findall(r"^\.In roughtime/(\S+)", text, re.M))
    yield from sorted(f"{PAGE} does not have {name}" for name in have - said)
    yield from sorted(f"{PAGE} has {name}, which is not installed" for name in said - have)
    words = set(re.findall(r"\w+", "\n".join(Path(h).read_text(encoding="utf-8") for h in headers)))
    for name in sorted(set(re.findall(r"\bRT_\w+|\brt_\w+|\bROUGHTIME_\w+|\broughtime_\w+", text)) - words - {"rt_", "RT_"}):
        yield f"{PAGE} has {name}, which is in no header"


def program():
    text = PAGE.read_text(encoding="utf-8")
    (code,) = re.findall(r"^\.Bd -literal\n(#include <stdio.*?)^\.Ed$", text, re.M | re.S)
    return code.replace("\\e", "\\")


def build(folder, libraries, compiler, headers):
    include = folder / "roughtime"
    for header in headers:
        place = include / installed_as(header)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(Path(header).resolve())
    source, binary = folder / "example.c", folder / "example"
    source.write_text(program(), encoding="utf-8")
    command = [*compiler, *WARNINGS, f"-I{folder}", f"-I{include}", source, *libraries, *LIBRARIES, "-o", binary]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return binary, done.stderr if done.returncode else ""


def run(binary, path, code, failed):
    """What is wrong with a run; the vector's own expectation says what it must print."""
    done = subprocess.run([binary, path], capture_output=True, text=True, check=False)
    vector = json.loads(Path(path).read_text(encoding="utf-8"))
    expect = (vector[0] if isinstance(vector, list) else vector)["expect"]
    lines = done.stdout.splitlines()
    start = f"{expect['version']} {expect['verdict']} 20"
    if done.returncode != code or done.stderr or not lines or not lines[0].startswith(start) or \
            [line.split(":")[0] for line in lines[1:]] != failed:
        return f"exit {done.returncode}, {done.stdout!r} {done.stderr!r}"
    return ""


def main():
    split = sys.argv.index("--")
    given, headers = sys.argv[1:split], sys.argv[split + 1:]
    libraries = [word for word in given if word.endswith(".a") or word.startswith("-l")]
    compiler = [word for word in given if word not in libraries]
    with tempfile.TemporaryDirectory() as folder:
        binary, error = build(Path(folder), libraries, compiler, headers)
        results = [("headers and names", "\n".join(page_problems(headers))), ("it compiles", error)]
        for path, code, failed in RUNS:
            results.append((path, "not built" if error else run(binary, path, code, failed)))
    print(f"1..{len(results)}")
    for number, (title, problem) in enumerate(results, 1):
        print("not ok" if problem else "ok", number, "-", title)
        for line in problem.splitlines():
            print("#", line)
    return 1 if any(problem for _, problem in results) else 0


sys.exit(main())
