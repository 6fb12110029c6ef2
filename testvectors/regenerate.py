#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Does rtctl make its vectors again, byte for byte? Prints TAP; run in the source root.

    regenerate.py RTCTL            compare
    regenerate.py RTCTL --write    write them anew, and all expectations
"""

import subprocess
import sys
import tempfile
from pathlib import Path

SEED = "526f75676874696d65"
HOME = Path("testvectors")


def made(folder):
    """The files that the generator owns, by their name below the folder."""
    paths = [*folder.glob("*/made.json"), *folder.glob("bad/*/*.json")]
    return {str(p.relative_to(folder)): p.read_bytes() for p in paths}


def write(rtctl):
    for path in made(HOME):
        (HOME / path).unlink()
    subprocess.run([rtctl, "vectors", "make", "--seed", SEED, HOME], check=True)
    recorded = [p for p in sorted(HOME.glob("*/*.json"))
                if p.name != "made.json" and p.parent.name not in ("cli", "fuzz", "chains", "cases")]
    subprocess.run([rtctl, "vectors", "expect", *recorded], check=True)


def main():
    if sys.argv[2:] == ["--write"]:
        write(sys.argv[1])
        return 0
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([sys.argv[1], "vectors", "make", "--seed", SEED, folder], check=False)
        again = made(Path(folder))
    kept = made(HOME)
    names = sorted(again.keys() | kept.keys())
    print(f"1..{len(names) + 1}")
    print("not ok" if run.returncode else "ok", 1, "- rtctl vectors make")
    for number, name in enumerate(names, 2):
        same = again.get(name) == kept.get(name)
        print("ok" if same else "not ok", number, "-", name)
        if not same:
            print("#", "not made any more" if name not in again else
                  "not in testvectors" if name not in kept else "differs")
    return 0 if run.returncode == 0 and again == kept else 1


sys.exit(main())
