#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs the command line and compares what it says, byte by byte. Prints TAP.

    run.py [--update] [--only WORD] [--jobs FILES] RTCTL FILE|FOLDER...

A .test file holds commands with what they must do; run in the source root, by sh, with the
folder of RTCTL first in PATH, LC_ALL=C, TZ=UTC and a standard input that is empty:

    # a comment
    $ rtctl verify nothing.json; echo more
      one line of standard output, after two blanks
      \\ no newline at end
    ! one line of standard error, after the mark and one blank
    exit 4

`exit` is left out for 0. An empty line is an empty line of output. A line "\\ no newline at end"
means that the output did not end in one.
--update writes what the commands did into the files, to be read before it is committed.

In a Markdown file the blocks marked ```console are run: lines after "$ ", each followed by all
that a terminal shows. A file is one test, a command of a Markdown file is one test.
"""

import argparse
import difflib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

NO_NEWLINE = "\\ no newline at end"
SECONDS = 300


def environment(rtctl):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("RTCTL", "LC_", "LANG"))}
    for name in ("NO_COLOR", "COLUMNS", "CLICOLOR_FORCE"):
        env.pop(name, None)
    path = f"{rtctl.resolve().parent}{os.pathsep}{os.environ['PATH']}"
    return dict(env, PATH=path, LC_ALL="C", TZ="UTC", TERM="xterm")


def run(command, env, joined=False):
    """Standard output, standard error and exit code of a command."""
    err = subprocess.STDOUT if joined else subprocess.PIPE
    try:
        done = subprocess.run(["sh", "-c", command], stdin=subprocess.DEVNULL, env=env,
                              stdout=subprocess.PIPE, stderr=err, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "", f"not done after {SECONDS} seconds\n", -1
    text = [(s or b"").decode("utf-8", "backslashreplace") for s in (done.stdout, done.stderr)]
    return text[0], text[1], done.returncode


def marked(mark, text):
    if not text:
        return []
    lines = text.split("\n")
    lines = lines[:-1] if lines[-1] == "" else lines + [NO_NEWLINE]
    return [(mark + line).rstrip() if not line else mark + line for line in lines]


def golden(expected, env):
    """The lines of the file as they would be if they told what happens; how many commands."""
    lines = []
    commands = 0
    for line in expected:
        if line.startswith("$ "):
            out, err, code = run(line[2:], env)
            lines += [line] + marked("  ", out) + marked("! ", err)
            lines += [f"exit {code}"] if code else []
            commands += 1
        elif line.startswith("#"):
            lines.append(line)
    return lines, commands


def check_test(path, env, update):
    """One .test file: its name and what differs."""
    expected = path.read_bytes().decode("utf-8").removesuffix("\n").split("\n")
    lines, commands = golden(expected, env)
    if update:
        path.write_bytes("".join(line + "\n" for line in lines).encode("utf-8"))
        return []
    wrong = list(difflib.unified_diff(expected, lines, "expected", "printed", lineterm=""))
    if not commands:
        wrong.append("the file runs no command")
    return [(f"{path.parent.name}/{path.stem}", wrong)]


def console_blocks(text):
    """Command, expected lines and line number, of each command in a ```console block."""
    inside = False
    command = None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            if command:
                yield command
            inside, command = line == "```console", None
        elif inside and line.startswith("$ "):
            if command:
                yield command
            command = (line[2:], [], number)
        elif command and command[0].endswith("\\") and not command[1]:
            command = (command[0][:-1] + line.lstrip(), [], number)
        elif command:
            command[1].append(line)


def check_markdown(path, env):
    found = False
    for command, expected, number in console_blocks(path.read_text(encoding="utf-8")):
        found = True
        printed = run(command, env, joined=True)[0].removesuffix("\n").split("\n")
        wrong = difflib.unified_diff(expected or [""], printed, "expected", "printed", lineterm="")
        yield f"{path.name}:{number}: {command}", list(wrong)
    if not found:
        yield path.name, ["there is no ```console block with a command"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--jobs", type=int, default=2, metavar="FILES")
    parser.add_argument("rtctl", type=Path)
    parser.add_argument("paths", type=Path, nargs="+")
    args = parser.parse_args()
    env = environment(args.rtctl)
    files = []
    for path in args.paths:
        files += sorted(path.glob("*.test")) if path.is_dir() else [path]
    files = [path for path in files if args.only in path.name]

    def tests_of(path):
        if path.suffix == ".md":
            return list(check_markdown(path, env))
        return check_test(path, env, args.update)

    number = failed = 0
    with ThreadPoolExecutor(args.jobs) as pool:
        for name, wrong in (test for tests in pool.map(tests_of, files) for test in tests):
            number += 1
            failed += bool(wrong)
            print("not ok" if wrong else "ok", number, "-", name.replace("#", "\\#"), flush=True)
            for line in wrong:
                print("#", line)
    if not args.update:
        print(f"1..{number}")
    return 1 if failed or not files else 0


sys.exit(main())
