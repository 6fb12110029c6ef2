#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""No circle among the files of the library, nor among those of rtctl, nor among headers; and few
variables that outlive a function. Prints TAP; run in the source root, with the build directory.

A file leans on another if it uses a symbol that the other one defines. Files that lean on each
other, perhaps over further ones, can only be read, tested and changed together: what they share
belongs into a file below them."""

import json
import re
import subprocess
import sys
from pathlib import Path

# Variables that are not constant and live as long as the program, in functions too. Each needs a
# reason why it is none of a struct that somebody hands over.
VARIABLES = {
}

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def objects(build):
    """Object and source of each file of the library and of rtctl, as they are built now."""
    for entry in json.loads(Path(build, "compile_commands.json").read_text()):
        source = Path(build, entry["file"]).resolve().relative_to(Path.cwd().resolve(), walk_up=True)
        target = entry["output"].split(".p/")[0]
        if target == "rtctl" or target.startswith("libroughtime."):
            yield Path(build, entry["output"]), source
