#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""No circle among the files of the library and of rtctl, nor among headers; and no new variables
that live as long as the program. Prints TAP; run in the source root, with the build directory.

A file leans on another one if it uses a symbol that the other one defines. Files that lean on each
other, perhaps over further ones, can only be read, tested and changed together: what they share
belongs into a file below them, or they are one file."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

# How many variables there are that are not constant and live as long as the program, in functions
# too. The number may only fall, to 2 in the end.
VARIABLES = 2

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def objects(build):
    """The object of each file of the library and of rtctl that is built now, and its source."""
    found = {}
    for entry in json.loads(Path(build, "compile_commands.json").read_text(encoding="utf-8")):
        target = entry["output"].split(".p/")[0]
        if target == "rtctl" or target.startswith("libroughtime"):
            source = os.path.relpath(Path(entry["directory"], entry["file"]))
            found[source] = Path(entry["directory"], entry["output"])
    return found


def symbols(found):
    """Name, class in a letter, and section of each symbol of each source. One nm is asked for all:
    to start it takes longer than to read an object."""
    command = ["nm", "--format=sysv", *found.values()]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    sources = {str(path): source for source, path in found.items()}
    have = {source: [] for source in found}
    for line in text.splitlines():
        title = re.fullmatch(r"Symbols from (.*):", line)
        cells = [cell.strip() for cell in line.split("|")]
        if title:
            source = sources.pop(title.group(1))
        elif len(cells) == 7 and cells[0] != "Name":
            have[source].append((cells[0], cells[2], cells[6]))
    if sources:
        raise RuntimeError(f"nm says nothing of {', '.join(sources)}")
    return have


def uses(have):
    """For each source the sources that it leans on, with the symbols."""
    defined, wanted = {}, {}
    for source, names in have.items():
        wanted[source] = set()
        for name, letter, _ in names:
            if letter == "U":
                wanted[source].add(name)
            elif letter in "TDBRVW":
                defined[name] = source
    graph = {}
    for source, names in wanted.items():
        graph[source] = {}
        for name in names:
            other = defined.get(name, source)
            if other != source:
                graph[source].setdefault(other, []).append(name)
    return graph


def headers():
    """For each header the headers that it includes."""
    folders = [Path(name) for name in ("lib", "cmd", "versions")]
    paths = {path for folder in folders for path in folder.rglob("*.[hd]*")}
    graph = {}
    for path in paths:
        graph[str(path)] = {}
        for name in INCLUDE.findall(path.read_text(encoding="utf-8")):
            for folder in folders:
                if folder / name in paths:
                    graph[str(path)][str(folder / name)] = ["#include"]
    return graph


def reached(graph, start):
    """All that can be reached from a file, over one step or more."""
    seen, left = set(), list(graph[start])
    while left:
        node = left.pop()
        if node not in seen:
            seen.add(node)
            left.extend(graph[node])
    return seen


def circles(graph):
    """The sets of files that lean on each other."""
    reach = {node: reached(graph, node) for node in graph}
    done = set()
    for node in sorted(graph):
        if node in reach[node] and node not in done:
            circle = {other for other in reach[node] if node in reach[other]}
            done |= circle
            yield circle


def describe(graph, circle):
    yield "a circle: " + " ".join(sorted(circle))
    for node in sorted(circle):
        for other in sorted(set(graph[node]) & circle):
            yield f"  {node} uses of {other}: " + " ".join(sorted(graph[node][other]))


def every_circle(graph):
    for circle in circles(graph):
        yield from describe(graph, circle)


def variables(have):
    """The variables of each source that can change, with those of functions and threads."""
    for source, names in sorted(have.items()):
        for name, _, section in names:
            if re.match(r"\.(t?data|t?bss)\b", section) and ".rel.ro" not in section:
                yield f"{source}: {name}"


def few_variables(have):
    names = list(variables(have))
    if len(names) > VARIABLES:
        yield f"{len(names)} variables live as long as the program, {VARIABLES} are allowed:"
        yield from names


def main(build):
    found = objects(build)
    have = symbols(found)
    # Without files there is no circle, and nothing was tested.
    rooms = {str(path.parent) for folder in ("lib", "cmd")
             for path in Path(folder).glob("*/meson.build")}
    empty = sorted(rooms - {os.path.dirname(source) for source in found})
    tests = {
        "files of every folder are built": empty,
        "no circle among files": list(every_circle(uses(have))),
        "no circle among headers": list(every_circle(headers())),
        "few variables that live as long as the program": list(few_variables(have)),
    }
    print(f"1..{len(tests)}")
    for number, (name, problems) in enumerate(tests.items(), 1):
        print("not ok" if problems else "ok", number, "-", name)
        for problem in problems:
            print("#", problem)
    return 1 if any(tests.values()) else 0


sys.exit(main(sys.argv[1]))
