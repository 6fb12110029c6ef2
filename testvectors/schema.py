#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds every test vector against vector.schema.json, and its id. Prints TAP; run in the source root.

    schema.py            compare
    schema.py --write    write the ids that recorded vectors lack, into their files
"""

import base64
import copy
import hashlib
import json
import re
import sys
from pathlib import Path

HOME = Path("testvectors")
OTHER = {"cases", "chains", "cli", "fuzz", "captures"}
MADE = re.compile(r"(?P<version>\w+)/(made/(alone|batch-\d+|[a-z0-9=,-]+)|bad/[a-z.-]+)")
VECTOR = re.compile(r'^\{(?="(?:publicKey|rand|request|response)")', re.M)


def files():
    for path in sorted(HOME.rglob("*.json")):
        if path.parent != HOME and path.relative_to(HOME).parts[0] not in OTHER:
            yield path


def vectors(value):
    if isinstance(value, dict):
        return value.get("responses", [value])
    return value


def digest_of(vector):
    packets = b"".join(base64.b64decode(vector.get(name, "")) for name in ("request", "response"))
    return hashlib.sha512(packets).hexdigest()[:8]


def is_made(path):
    return path.name == "made.json" or path.relative_to(HOME).parts[0] == "bad"


def id_problems(path, vector):
    name = vector.get("id")
    if not is_made(path):  # the file was called so when the id was given
        if not name or name.rsplit("/", 1)[1] != digest_of(vector):
            yield f"id {name}: the digest of its packets is {digest_of(vector)}"
        return
    found = MADE.fullmatch(name or "")
    place = f"bad/{path.stem}" if path.name != "made.json" else "made/"
    if not found or found["version"] != path.parent.name or f"/{place}" not in name:
        yield f"id {name} does not say what the vector is"


def write():
    for path in files():
        text = path.read_text(encoding="utf-8")
        found = vectors(json.loads(text))
        if is_made(path) or any("id" in vector for vector in found):
            continue
        place = f"{path.parent.name}/{path.stem}"
        names = iter(json.dumps(f"{place}/{digest_of(vector)}") for vector in found)
        path.write_text(VECTOR.sub(lambda _: f'{{"id": {next(names)},\n', text), encoding="utf-8")
        if next(names, None):
            raise SystemExit(f"{path}: a vector does not begin a line")


# What is done to a vector, after which the schema must refuse it.
SPOILT = [
    lambda v: v.pop("id"),
    lambda v: v.pop("response"),
    lambda v: v.pop("expect"),
    lambda v: v.update(id="v8/x"),
    lambda v: v.update(response="ab=c"),
    lambda v: v.update(more=1),
    lambda v: v["expect"].update(verdict="perhaps"),
    lambda v: v["expect"].update(midpoint_unix_ns=5),
    lambda v: v["expect"].update(path=-1),
    lambda v: v["expect"]["checks"].update(type={"passes": "v8"}),
    lambda v: v["expect"]["checks"].update(type={"pass": "8"}),
    lambda v: v["expect"]["valid_as"].append({"version": "v8"}),
]


def spoilt_problems(validator, vector):
    if not validator.is_valid(vector):
        yield "the vector as it is"
    for number, spoil in enumerate(SPOILT):
        other = copy.deepcopy(vector)
        spoil(other)
        if validator.is_valid(other):
            yield f"change {number} is not seen"


def main():
    if sys.argv[1:] == ["--write"]:
        write()
        return 0
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        print("1..0 # SKIP there is no python3-jsonschema")
        return 0
    schema = json.loads((HOME / "vector.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    seen = {}
    failed = False
    paths = list(files())
    print(f"1..{len(paths) + 1}")
    for number, path in enumerate(paths, 1):
        value = json.loads(path.read_text(encoding="utf-8"))
        problems = [f"{error.json_path}: {error.message[:200]}"
                    for error in validator.iter_errors(value)]
        for vector in vectors(value):
            problems += id_problems(path, vector)
            other = seen.setdefault(vector.get("id"), path)
            if other is not path or [v.get("id") for v in vectors(value)].count(vector.get("id")) > 1:
                problems.append(f"{vector.get('id')} is in {other}, too")
        failed = failed or bool(problems)
        print("not ok" if problems else "ok", number, "-", path)
        for problem in problems:
            print("#", problem)
    sample = json.loads((HOME / "bad/v8/merkle.root.json").read_text(encoding="utf-8"))
    problems = list(spoilt_problems(validator, sample))
    print("not ok" if problems else "ok", len(paths) + 1, "- the schema refuses what is wrong")
    for problem in problems:
        print("#", problem)
    return 1 if failed or problems or not paths else 0


sys.exit(main())
