#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds what rtctl prints as JSON against its schema. Prints TAP.

    schema.py RTCTL               in the source root

What is held: every run of the golden files and of README.md that prints JSON, whatever their pipes
make of it; the runs of check.py, with servers on loopback; and a few more. Members may be added to
records, so that the schema allows more than it describes; but everything that is printed must be
described, everything described must be printed by one of the runs, and its lists of words must be
those of the tables.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True  # the source root stays clean
import check  # noqa: E402

try:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match
except ImportError:
    sys.exit("schema.py needs the package python3-jsonschema")

SCHEMA = Path("man/rtctl.schema.json")

# What no golden run prints, in a folder with a test vector.
MORE = ["serve --fault help -o json", "vectors expect -o json vector.json",
        "vectors check -o json vector.json nothing.json"]

# Members that need what no run can have: a file on which the system fails, a server that ends.
NEVER = set()

RECORD = """#!/bin/sh
case " $* " in
*" -o json "* | *" -o ndjson "* | *" --output=json "* | *" --output=ndjson "*) ;;
*) exec '{rtctl}' "$@" ;;
esac
out=$(mktemp '{folder}/XXXXXX')
'{rtctl}' "$@" >"$out"
code=$?
cat "$out"
exit $code
"""


def words(path, pattern, table=None):
    """What a pattern finds in a source file, in a table of it."""
    text = Path(path).read_text(encoding="utf-8")
    if table:
        text = re.search(table, text, re.S).group(1)
    return re.findall(pattern, text)


def macro(path, name, pattern):
    return words(path, pattern, rf"#define {name}\(X\)((?:[^\n]*\\\n)+[^\n]*)")


def names_of(path, function):
    return words(path, r'return "(\w+)"', rf"\*{function}\((.*?)\n}}")


def shape(value):
    """What a value is made of: members, kinds of items, and words; other strings and numbers are
    all alike."""
    if isinstance(value, dict):
        return tuple((key, shape(member)) for key, member in value.items())
    if isinstance(value, list):
        return frozenset(shape(item) for item in value)
    if isinstance(value, str) and re.fullmatch(r"[a-z-]{1,24}(\.[a-z-]+)?", value):
        return value
    return type(value)


class Schema:
    def __init__(self):
        self.all = json.loads(SCHEMA.read_text(encoding="utf-8"))
        self.defs = self.all["$defs"]
        self.kinds = {}
        for ref in self.defs["record"]["anyOf"]:
            name = ref["$ref"].rsplit("/", 1)[1]
            kind = self.defs[name]["properties"]["type"]["const"]
            self.kinds.setdefault(kind, []).append(name)
        self.validators = {}
        self.seen = set()
        self.shapes = set()

    def validator(self, schema):
        key = json.dumps(schema)
        if key not in self.validators:
            self.validators[key] = Draft202012Validator({**schema, "$defs": self.defs})
        return self.validators[key]

    def problem(self, record):
        """Why a record is not as the schema says, or None; then what it has is taken down."""
        made_of = shape(record)
        if made_of in self.shapes:  # validating is slow: one of each shape will do
            return None
        self.shapes.add(made_of)
        kind = record.get("type") if isinstance(record, dict) else None
        found = []
        for name in self.kinds.get(kind, []):
            ref = {"$ref": f"#/$defs/{name}"}
            error = best_match(self.validator(ref).iter_errors(record))
            if not error:
                return next(self.undescribed(ref, record, "record"), None)
            found.append(f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
        return f"{kind}: " + (found[0] if found else "no such type")

    def undescribed(self, schema, value, where):
        """Members that the schema does not describe."""
        while "$ref" in schema:
            where = schema["$ref"].rsplit("/", 1)[1]
            schema = self.defs[where]
        for choice in schema.get("anyOf", []):
            if self.validator(choice).is_valid(value):
                yield from self.undescribed(choice, value, where)
                return
        if isinstance(value, list):
            for item in value:
                yield from self.undescribed(schema.get("items", {}), item, where + "[]")
        elif isinstance(value, dict):
            for key, member in value.items():
                described = schema.get("properties", {}).get(key)
                if described:
                    self.seen.add(f"{where}.{key}")
                described = described or schema.get("additionalProperties")
                if isinstance(described, dict):
                    yield from self.undescribed(described, member, f"{where}.{key}")
                else:
                    yield f"{where}.{key} is not described"

    def described(self, schema, where):
        """Every member of the schema, in the names of `seen`."""
        for choice in schema.get("anyOf", []):
            yield from self.described(choice, where)
        if isinstance(schema.get("items"), dict):
            yield from self.described(schema["items"], where + "[]")
        if isinstance(schema.get("additionalProperties"), dict):
            yield from self.described(schema["additionalProperties"], where + ".*")
        for key, member in schema.get("properties", {}).items():
            yield f"{where}.{key}"
            yield from self.described(member, f"{where}.{key}")


def sound(schema):
    try:
        Draft202012Validator.check_schema(schema.all)
    except Exception as error:  # of several kinds
        yield str(error)[:500]
    text = json.dumps(schema.all)
    for name in schema.defs:
        if f'"#/$defs/{name}"' not in text:
            yield f"nothing refers to {name}"


def lists(schema):
    name = r'X\(\w+,\s*"([^"]*)"'
    tables = {
        "check": macro("lib/rules/checks.h", "RT_CHECKS", name),
        "request_check": macro("lib/rules/request_checks.h", "RT_REQUEST_CHECKS", name),
        "refusal": macro("lib/server/responder.h", "RT_REFUSALS", name),
        "silence": macro("lib/rules/request_checks.h", "RT_SILENCES", name),
        "reason": macro("lib/base/error.h", "RT_ERRORS", name),
        "unread": macro("lib/files/capture_link.h", "RT_CAPTURE_UNREAD", r'X\(\w+,\s*"([\w-]+)"'),
        "protocol": macro("lib/files/protocol.h", "RT_PROTOCOLS", name),
        "oddity": macro("lib/files/servers.h", "RT_ODDITIES", name),
        "shows": macro("lib/rules/version.h", "RT_SHOWS", name),
        "keeper": macro("lib/rules/duty.h", "RT_KEEPERS", name),
        "outcome": names_of("lib/judge/verify.c", "rt_outcome_name"),
        "verdict": names_of("lib/judge/verify.c", "rt_verdict_name"),
        "state": names_of("lib/client/client_pool.c", "rt_client_state_name"),
        "why": [word for word in macro("lib/client/client_cause.h", "RT_CLIENT_CAUSES", name)
                if word != "none"],
        "probe_case": macro("lib/client/probe_case.h", "RT_PROBE_CASES", name),
        "conform_cause": macro("lib/client/conform.h", "RT_CONFORM_CAUSES", name),
        "probe_finding": macro("lib/client/probe_findings.h", "RT_PROBE_FINDINGS", name),
        "exit": [int(code) for code in macro("cmd/exit.h", "EXITS", r"X\(\w+,\s*(\d+)")],
    }
    for of, have in tables.items():
        said = schema.defs[of]["enum"]
        if not have:
            yield f"{of}: the table was not found"
        for word in sorted(set(have) ^ set(said), key=str):
            yield f"{of}: {word} is only in the " + ("table" if word in have else "schema")


def texts_of(shown):
    """The records of a run: one document, or one a line."""
    try:
        return check.records(shown)
    except ValueError:
        return [json.loads(line) for line in shown.splitlines()]


def golden(rtctl):
    """The records of every golden run that prints JSON, with where it stands."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bin").mkdir()
        (folder / "out").mkdir()
        program = folder / "bin" / "rtctl"
        program.write_text(RECORD.format(rtctl=rtctl, folder=folder / "out"), encoding="utf-8")
        program.chmod(0o755)
        for path in [*sorted(Path("testvectors/cli").glob("*.test")), Path("README.md")]:
            for line in path.read_text(encoding="utf-8").splitlines():
                if not line.startswith("$ ") or not re.search(r"\bn?djson\b|\bjson\b", line):
                    continue
                check.sh(program, line[2:])
                for out in (folder / "out").iterdir():
                    shown = out.read_text(encoding="utf-8")
                    out.unlink()
                    if shown[:1] in ("{", "["):  # else a later option asks for text
                        yield f"{path}: {line[2:80]}", texts_of(shown)


def manual(rtctl, command):
    """The records of the runs of check.py."""
    with tempfile.TemporaryDirectory() as name:
        if command == "key":
            yield command, check.key_records(rtctl, Path(name))
        elif command in ("check", "query", "probe", "serve"):
            yield command, check.live_runs(rtctl)[command]
        for args in check.JSON_RUNS.get(command, []):
            shown = check.sh(rtctl, f"rtctl {command} -o json {args}").stdout
            yield f"{command} {args}", texts_of(shown)


def more(rtctl):
    with tempfile.TemporaryDirectory() as name:
        shutil.copy("testvectors/v8/cloudflare-file-draft08-1.json", Path(name, "vector.json"))
        for args in MORE:
            yield args, texts_of(check.sh(rtctl, f"rtctl {args}", name).stdout)


def held(schema, runs, least):
    count = 0
    for where, records in runs:
        for record in records:
            count += 1
            problem = schema.problem(record)
            if problem:
                yield f"{where}: {problem}"
                break
    if count < least:
        yield f"only {count} records"


def printed(schema):
    described = {member for name, definition in schema.defs.items() if name != "record"
                 for member in schema.described(definition, name)}
    for member in sorted(described - schema.seen - NEVER):
        yield f"{member} was printed by no run"


def main():
    rtctl = Path(sys.argv[1]).resolve()
    schema = Schema()
    tests = [("the schema is one", sound(schema)),
             ("lists of words", lists(schema)),
             ("golden runs", held(schema, golden(rtctl), 300))]
    for command in check.commands(rtctl):
        if command in check.JSON_RUNS or command in ("key", "query", "probe", "serve"):
            tests.append((f"runs of {command}", held(schema, manual(rtctl, command), 3)))
    tests += [("more runs", held(schema, more(rtctl), len(MORE))),
              ("everything described is printed", printed(schema))]
    failed = False
    for number, (title, problems) in enumerate(tests, 1):
        problems = list(problems)
        failed = failed or bool(problems)
        print("not ok" if problems else "ok", number, "-", title, flush=True)
        for problem in problems[:40]:
            print("#", problem)
    print(f"1..{len(tests)}")
    return 1 if failed else 0


sys.exit(main())
