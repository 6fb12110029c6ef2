#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Does what must come out of other people's files? Prints TAP; a line of the index is one test.

    cases.py RTCTL FOLDER

README.md of this folder describes FOLDER/index.jsonl. Every file of FOLDER must be in it, and so must
every tool and language of which rtctl(1) promises that its output is read.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

REQUIRED = {"file", "source", "command", "starts"}
OPTIONAL = {"has", "lacks", "exit"}
SECONDS = 60
MANUAL = Path("man/rtctl.1")


def environment(rtctl):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("RTCTL", "LC_", "LANG"))}
    path = f"{rtctl.resolve().parent}{os.pathsep}{os.environ['PATH']}"
    return dict(env, PATH=path, LC_ALL="C", TZ="UTC")


def problems(case, folder, env):
    """What is wrong with a line of the index, or with what its command does."""
    keys = set(case)
    if not REQUIRED <= keys <= REQUIRED | OPTIONAL:
        return [f"members {sorted(keys)}"]
    if not case["command"].startswith("rtctl ") or case["file"] not in case["command"]:
        return ["the command does not run rtctl on the file"]
    done = subprocess.run(["sh", "-c", case["command"]], cwd=folder, env=env, timeout=SECONDS,
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)
    out, err = (s.decode("utf-8", "backslashreplace") for s in (done.stdout, done.stderr))
    wrong = []
    if done.returncode != case.get("exit", 0):
        wrong.append(f"exit {done.returncode} instead of {case.get('exit', 0)}")
    if not out.startswith(case["starts"]):
        wrong.append(f"it does not start with {case['starts']!r}")
    wrong += [f"it lacks {text!r}" for text in case.get("has", []) if text not in out + err]
    wrong += [f"it has {text!r}" for text in case.get("lacks", []) if text in out + err]
    return wrong and wrong + out.splitlines()[:10] + err.splitlines()[:10]


def promised():
    """The names in the examples of the manual's section on dumps."""
    text = MANUAL.read_text(encoding="utf-8")
    text = text.partition("These are examples:")[2].partition("all of them in")[0]
    dumps = re.findall(r"^\.Cm (.*)$", text, re.M)
    names = re.split(r"\s*,\s*", " , ".join(dumps).strip(" ,"))
    return [name.split()[0] for name in names if name] + re.findall(r"\b[A-Z][A-Za-z-]+", " ".join(
        line for line in text.splitlines() if not line.startswith(".")))


def main():
    rtctl, folder = Path(sys.argv[1]), Path(sys.argv[2])
    env = environment(rtctl)
    index = folder / "index.jsonl"
    cases = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines()]
    named = {case.get("file") for case in cases}
    files = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and p != index}
    tests = [("index: every file is in it", sorted(files - named)),
             ("index: every file is there", sorted(named - files))]
    sources = " ".join(case.get("source", "") for case in cases).lower()
    names = promised()
    tests.append(("manual: what it promises is tried",
                  [n for n in names if not re.search(rf"\b{re.escape(n.lower())}\b", sources)]
                  if names else ["no names"]))
    tests += [(case.get("command", "?"), problems(case, folder, env)) for case in cases]
    for number, (name, wrong) in enumerate(tests, 1):
        print("not ok" if wrong else "ok", number, "-", name.replace("#", "\\#"))
        for line in wrong:
            print("#", line)
    print(f"1..{len(tests)}")
    return 1 if any(wrong for _, wrong in tests) else 0


sys.exit(main())
