#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""How much is built anew when one file of the library changes? Prints TAP.

    steps.py NINJA BUILD SOURCE...

Asks ninja what is built from each source of the library, and changes nothing.
"""

import json
import os
import subprocess
import sys

FEWER_THAN = 10


class Graph:
    """The steps of a build. A step is known by the first file that it makes."""

    def __init__(self, ninja, build):
        self.command = [ninja, "-C", build, "-t"]
        self.users = {}  # of a file: the files that are built from it
        self.inputs = {}  # of a file: what the step reads that makes it
        steps = json.loads("\n".join(self.ask("compdb")))
        self.first = {step["output"] for step in steps if step["command"]}
        self.wanted = self.made_for("all")

    def ask(self, *words):
        done = subprocess.run([*self.command, *words], capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    def learn(self, names):
        """Reads what ninja says of files: "name:", its rule and inputs, its outputs."""
        for line in self.ask("query", *sorted(names)) if names else []:
            if not line.startswith(" "):
                name = line.removesuffix(":")
                inputs, outputs = [], []
                self.users[name] = rows = outputs
            elif line.startswith("  input: "):
                rows = inputs
            elif line == "  outputs:":
                self.inputs[name], rows = inputs, outputs
            else:
                rows.append(line.strip())

    def made_for(self, name):
        """Every file that is made for a target, itself too."""
        found, new = set(), {name}
        while new:
            found |= new
            self.learn(new - self.users.keys())
            new = {i.lstrip("| ") for f in new for i in self.inputs[f]} - found
        return found

    def changed_by(self, names):
        """What is built at once from files: not what merely waits for them ("|| ")."""
        users = {user for name in names for user in self.users[name]} & self.wanted
        return {user for user in users
                if any(i.removeprefix("| ") in names for i in self.inputs[user])}

    def steps_of(self, source):
        """The steps that a change of a source causes."""
        files, new = set(), {source}
        while new:
            new = self.changed_by(new) - files
            files |= new
        return files & self.first


def main():
    ninja, build, sources = sys.argv[1], sys.argv[2], sys.argv[3:]
    graph = Graph(ninja, build)
    failed = False
    print(f"1..{len(sources)}")
    for number, source in enumerate(sources, 1):
        name = os.path.relpath(os.path.realpath(source), os.path.realpath(build))
        steps = graph.steps_of(name) if name in graph.wanted else set()
        good = 0 < len(steps) < FEWER_THAN
        failed = failed or not good
        print("ok" if good else "not ok", number, "-", f"{name}: {len(steps)} steps")
        for step in [] if good else sorted(steps):
            print("#", step)
    return 1 if failed or not sources else 0


sys.exit(main())
