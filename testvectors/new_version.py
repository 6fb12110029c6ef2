#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Is a version one file, one line and its vectors? Prints TAP; run in the source root.

    new_version.py

Copies the tree into a scratch directory and adds a draft 20 that does not exist, as the README
says: versions/v20.c, made from versions/v19.c, and a line in versions/registry.def. Builds that
with $CC and lets the tools of the project make vectors, expectations and manual. Then every
command must list the version, and no other file may have been touched.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from live_query import Client, Server

SECONDS = 300
TREE = [".ci", "LICENSE", "README.md", "bootstrap", "cmd", "lib", "man", "meson.build",
        "meson_options.txt", "testvectors", "versions"]
OLD, NEW, NUMBER = "v19", "v20", "0x800000d0"

# The invented draft: another number, and another hash of the tree.
CHANGES = [
    ("Roughtime draft 19.", "Roughtime draft 20, which does not exist."),
    ("rt_version_v19", "rt_version_v20"),
    ('.name = "v19"', '.name = "v20"'),
    ("draft-ietf-ntp-roughtime-19", "draft-ietf-ntp-roughtime-20"),
    ('.published = "2026-03-17"', '.published = "2026-12-01"'),
    ("0x8000000c", NUMBER),
    ("RT_HASH_SHA512_32", "RT_HASH_SHA512_256"),
]

# What may be new, and what the project's own tools write anew.
ADDED = re.compile(r"versions/v20\.c|testvectors/(bad/)?v20/[\w.]+\.json")
EXPECTATIONS = re.compile(r"testvectors/(bad/)?\w+/[\w.-]+\.json")


def run(command, **options):
    return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=SECONDS, check=False, **options)


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes()
            for name in TREE for path in [folder / name, *(folder / name).rglob("*")]
            if path.is_file() and "__pycache__" not in path.parts}


class Scratch:
    """The tree with the new version in it, built."""

    def __init__(self, folder):
        self.tree, self.build = folder / "tree", folder / "build"
        for name in TREE:
            copy = shutil.copytree if Path(name).is_dir() else shutil.copy2
            self.tree.mkdir(exist_ok=True)
            copy(name, self.tree / name)
        self.before = files(self.tree)
        self.rtctl = self.build / "rtctl"
        self.version_tests = self.build / "version_tests"

    def add(self):
        text = (self.tree / f"versions/{OLD}.c").read_text(encoding="utf-8")
        for old, new in CHANGES:
            if old not in text:
                yield f"versions/{OLD}.c does not hold {old}"
            text = text.replace(old, new)
        (self.tree / f"versions/{NEW}.c").write_text(text, encoding="utf-8")
        with open(self.tree / "versions/registry.def", "a", encoding="utf-8") as registry:
            registry.write(f"RT_VERSION({NEW})\n")

    def make(self):
        plain = dict(os.environ, CFLAGS="-O0")
        for command in (["meson", "setup", "--buildtype=plain", self.build, self.tree],
                        ["ninja", "-C", self.build, "rtctl", "version_tests"]):
            done = run(command, env=plain)
            if done.returncode:
                yield f"{command[0]} failed: {done.stdout[-2000:]}"
                return

    def write(self):
        for command in (["testvectors/regenerate.py", self.rtctl, "--write"],
                        ["man/versions.py", "--write", self.rtctl]):
            done = self.tool(*command)
            if done.returncode:
                yield f"{command[0]}: {done.stdout}"

    def tool(self, script, *args):
        return run([sys.executable, script, *args], cwd=self.tree)

    def say(self, *args):
        return run([self.rtctl, *args], cwd=self.tree).stdout

    def json(self, *args):
        return json.loads(self.say(*args, "-o", "json"))


def builds(scratch):
    for step in scratch.add, scratch.make, scratch.write:
        problems = list(step())
        yield from problems
        if problems:
            return


def without_expectations(data):
    value = json.loads(data)
    items = value.get("responses", [value]) if isinstance(value, dict) else value
    return [{k: v for k, v in item.items() if k != "expect"} for item in items]


def touches_nothing_else(scratch):
    after = files(scratch.tree)
    for path in sorted(after.keys() | scratch.before.keys()):
        old, new = scratch.before.get(path), after.get(path)
        if path == "versions/registry.def":
            if new != old + f"RT_VERSION({NEW})\n".encode():
                yield f"{path}: more than one line"
        elif old is None and ADDED.fullmatch(path) or old == new or path == "man/rtctl-versions.7":
            continue
        elif old is None or new is None or not EXPECTATIONS.fullmatch(path):
            yield f"{path} was touched"
        elif without_expectations(old) != without_expectations(new):
            yield f"{path}: more than its expectations was touched"


def tests_pass(scratch):
    for command in ([scratch.version_tests, "registry"], [scratch.rtctl, "vectors", "check", "testvectors"],
                    [scratch.rtctl, "vectors", "check", f"testvectors/{NEW}"],
                    [sys.executable, "testvectors/coverage.py", scratch.rtctl],
                    [sys.executable, "testvectors/regenerate.py", scratch.rtctl],
                    [sys.executable, "man/versions.py", "--check", scratch.rtctl]):
        done = run(command, cwd=scratch.tree)
        if done.returncode:
            name = " ".join(Path(word).name for word in map(str, command))
            yield f"{name}: {done.stdout[-1500:]}"
        if "coverage" in str(command[1:2]) and f"vectors of {NEW}" not in done.stdout:
            yield "coverage.py does not ask for vectors of the version"


def versions_lists_it(scratch):
    rows = {row["version"]: row for row in scratch.json("versions")["versions"]}
    if rows.get(NEW, {}).get("number") != NUMBER:
        yield f"versions: {rows.get(NEW)}"
    whole = scratch.json("versions", NEW)
    values = {row["name"]: row["value"] for row in whole["parameters"]}
    if (values["version"], values["hash"]) != (NUMBER, "sha512-256"):
        yield f"versions {NEW}: {values}"
    changed = [row["name"] for row in scratch.json("versions", OLD, NEW)["parameters"]]
    if changed != ["version", "hash"]:
        yield f"versions {OLD} {NEW}: {changed}"
    names = [row["version"] for row in scratch.json("-V", NEW, "versions")["versions"]]
    if names != [NEW]:
        yield f"-V {NEW}: {names}"


def readers_find_it(scratch):
    vectors = f"testvectors/{NEW}/made.json"
    for name, args in (("verify", ["verify"]), (f"verify -V {NEW}", ["verify", "-V", NEW])):
        lines = scratch.say(*args, "-o", "ndjson", vectors).splitlines()
        found = [json.loads(line) for line in lines if '"type":"verify"' in line]
        if not found or any(row["verdict"] != "valid" or
                            row["valid_as"] != [{"version": NEW, "reading": None}]
                            for row in found):
            yield f"{name} does not find the version by itself: {lines}"
    rows = scratch.say("decode", vectors)
    if not re.search(rf"^{NEW}  response", rows, re.M) or f"VER         {NUMBER} {NEW}" not in rows:
        yield f"decode: {rows[:400]}"
    lines = scratch.say("compare", "-o", "ndjson", vectors).splitlines()
    row = json.loads(lines[0]) if lines else {}
    if NEW not in row.get("versions", []) or \
            not all(NEW in check["outcomes"] for check in row["rows"]):
        yield f"compare has no column of the version: {lines[:1]}"
    near = scratch.say("verify", "--explain", "-V", OLD, vectors)
    if f"would be valid as {OLD} with version={NUMBER} and hash=sha512-256" not in near:
        yield f"verify --explain as {OLD}: {near[:600]}"


def servers_speak_it(scratch):
    seed = str(scratch.build / "seed")
    made = run([scratch.rtctl, "key", "make", seed]).stdout
    client = Client(str(scratch.rtctl), re.search(r"key\s+(\S+)", made).group(1))
    with Server(client.rtctl, seed) as address:
        for way in "--udp", "--tcp":
            records, code = client.ask("-V", NEW, way, address)
            if code or records[0]["state"] != "valid" or records[0]["version"] != NEW:
                yield f"query -V {NEW} {way} of serve: exit {code}, {records[0]}"
    rows = scratch.say("demo", "--seed", "20")
    for way in "udp", "tcp":
        if not re.search(rf"^{NEW} +{way} .* valid$", rows, re.M):
            yield f"demo has no row of the version over {way}"


def manual_lists_it(scratch):
    page = (scratch.tree / "man/rtctl-versions.7").read_text(encoding="utf-8")
    for line in f".It Cm {NEW}", f".Ss {NEW}", f".It Cm {NUMBER}":
        if line not in page.splitlines():
            yield f"man/rtctl-versions.7 has no line {line}"


TESTS = [builds, touches_nothing_else, tests_pass, versions_lists_it, readers_find_it,
         servers_speak_it, manual_lists_it]


def main():
    failed = False
    print(f"1..{len(TESTS)}")
    with tempfile.TemporaryDirectory() as folder:
        scratch = Scratch(Path(folder))
        for number, test in enumerate(TESTS, 1):
            problems = list(test(scratch))
            failed = failed or bool(problems)
            print("not ok" if problems else "ok", number, "-", test.__name__.replace("_", " "),
                  flush=True)
            for problem in problems:
                print("#", problem.replace("\n", "\n# "))
            if failed and test is builds:
                break
    return 1 if failed else 0


sys.exit(main())
