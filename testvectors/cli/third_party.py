#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Does `rtctl verify --explain` say of recorded exchanges what is known of them, and does its JSON
keep the promised shape? Prints TAP; a file is one test.

    third_party.py RTCTL FILE|FOLDER...

The expectations of the files are read in two forms: those of vectors that rtctl checks itself
(README.md of testvectors), and short ones made by other verifiers, in which

    "valid"      all checks pass under "versions"
    "valid-as"   and all but the number in VER
    "undecided"  a deviation without a name: there must be exactly one explanation
"""

import json
import re
import subprocess
import sys
from pathlib import Path

CHECKS = """frame.magic frame.length message.header message.tags message.size response.size
version.present version.offered type nonce.length nonce.echo srv key.strength cert.signature
midpoint delegation.window response.signature merkle.path merkle.index merkle.root radius
versions.list leap.data""".split()
OUTCOMES = {"pass", "fail", "blocked", "undefined", "unverified"}
CHAINS = Path(__file__).parent.parent / "chains" / "expect.json"
EPOCH = "1970-01-01T00:00:00Z"
CHANGE = r"[a-z-]+=[A-Za-z0-9-]+"
KEYS = ["rtctl", "type", "record", "version", "reading", "verdict", "valid_as", "midpoint",
        "radius", "server", "checks", "nearest", "source"]


def check_problems(check):
    """What is wrong with the shape of one decided check."""
    keys = list(check)
    by_outcome = {
        "fail": [["name", "outcome", "reason", "tag", "in", "at", "spec", "passes_as"]],
        "blocked": [["name", "outcome", "blocked_by"]],
    }
    allowed = by_outcome.get(check["outcome"], [["name", "outcome"]])[0]
    optional = {"tag", "in", "at"}
    if [k for k in allowed if k in keys] != keys or set(allowed) - optional - set(keys):
        yield f"{check['name']}: fields {keys}"
    if check["outcome"] not in OUTCOMES:
        yield f"{check['name']}: outcome {check['outcome']}"
    if check["outcome"] == "blocked" and check["blocked_by"] not in CHECKS:
        yield f"{check['name']}: blocked by {check['blocked_by']}"
    if not isinstance(check.get("at", 0), int) or check.get("in", "request") != "request":
        yield f"{check['name']}: at {check.get('at')!r} in {check.get('in')!r}"
    for text in check.get("passes_as", []):
        if not re.fullmatch(f"{CHANGE}([,+]{CHANGE})*", text):
            yield f"{check['name']}: passes as {text!r}"


def time_problems(record):
    midpoint, radius = record["midpoint"], record["radius"]
    if (midpoint is None) != (radius is None):
        yield "only one of midpoint and radius"
    if midpoint is None:
        return
    if list(midpoint) != ["raw", "time", "unix_ns"] or list(radius) != ["raw", "ns"]:
        yield f"fields of midpoint {list(midpoint)}, of radius {list(radius)}"
    if not re.fullmatch("0x[0-9a-f]{16}", midpoint["raw"]):
        yield f"midpoint.raw {midpoint['raw']!r}"
    if not re.fullmatch(r"-?\d+", midpoint["unix_ns"] or "0"):
        yield f"midpoint.unix_ns {midpoint['unix_ns']!r}"
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", midpoint["time"] or EPOCH):
        yield f"midpoint.time {midpoint['time']!r}"
    if not isinstance(radius["raw"], int) or not re.fullmatch(r"\d+", radius["ns"]):
        yield f"radius {radius}"


def shape_problems(record):
    """What is wrong with the shape of a verify record, whatever it says."""
    keys = [key for key in record if key != "objections"]  # not always there
    if keys[:len(KEYS)] != KEYS or record["rtctl"] != 1:
        yield f"fields {list(record)}"
        return
    if record["verdict"] not in ("valid", "invalid", "unverified"):
        yield f"verdict {record['verdict']!r}"
    if (record["verdict"] == "valid") != bool(record["valid_as"]):
        yield f"{record['verdict']}, and valid as {record['valid_as']}"
    for candidate in record["valid_as"]:
        if list(candidate) != ["version", "reading"]:
            yield f"valid_as holds {candidate}"
    if [c["name"] for c in record["checks"]] != CHECKS:
        yield "checks are missing, or not in their order"
    for check in record["checks"]:
        yield from check_problems(check)
    for nearest in record["nearest"]:
        if list(nearest) not in (["version", "changes"], ["version", "changes", "also"]):
            yield f"nearest holds {list(nearest)}"
        if not all(re.fullmatch(CHANGE, change) for change in nearest["changes"]):
            yield f"nearest changes {nearest['changes']}"
    yield from time_problems(record)


def short_problems(record, expect):
    """Against the expectation of another verifier."""
    verdict = expect["verdict"]
    valid_as = [c["version"] for c in record["valid_as"]]
    if verdict == "undecided":
        if record["verdict"] != "invalid" or len(record["nearest"]) != 1:
            yield f"{record['verdict']}, {len(record['nearest'])} explanations"
        return
    if record["verdict"] != "valid":
        yield f"{record['verdict']}"
    if not set(valid_as) <= set(expect["versions"]) or record["version"] not in valid_as:
        yield f"valid as {valid_as}, not {expect['versions']}"
    if verdict == "valid-as" and not re.search("^version=|,version=", record["reading"] or ""):
        yield f"reading {record['reading']!r} says nothing of VER"
    if record["midpoint"]["unix_ns"] != str(expect["midpoint_unix_ns"]):
        yield f"midpoint {record['midpoint']['unix_ns']}, not {expect['midpoint_unix_ns']}"
    if record["radius"]["ns"] != str(expect["radius_ns"]):
        yield f"radius {record['radius']['ns']}, not {expect['radius_ns']}"


def whole_problems(record, expect):
    """Against the expectation of a vector of rtctl."""
    for name in ("verdict", "version", "reading", "valid_as"):
        if record[name] != expect[name]:
            yield f"{name} {record[name]!r}, not {expect[name]!r}"
    if "nearest" in expect and record["nearest"] != expect["nearest"]:
        yield f"nearest {record['nearest']}, not {expect['nearest']}"
    if expect["midpoint_unix_ns"] and record["midpoint"]["unix_ns"] != expect["midpoint_unix_ns"]:
        yield f"midpoint {record['midpoint']['unix_ns']}, not {expect['midpoint_unix_ns']}"
    if expect["radius_ns"] and record["radius"]["ns"] != expect["radius_ns"]:
        yield f"radius {record['radius']['ns']}, not {expect['radius_ns']}"


def is_report(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return False
    return isinstance(value, dict) and "responses" in value


def exchanges(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    return value if isinstance(value, list) else value.get("responses", [value])


LINK_KEYS = ["link", "verdict", "version", "reading", "chain_reading", "rule", "spec",
             "midpoint", "radius",
             "server", "checks"]


def chain_problems(rtctl, path, vectors):
    """Of a report: its links against their expectations, all of it against chains/expect.json."""
    with open(CHAINS, encoding="utf-8") as file:
        known = json.load(file)
    expect = next((value for name, value in known.items() if str(path).endswith(name)), {})
    run = subprocess.run([rtctl, "verify", "-o", "ndjson", path], capture_output=True, text=True,
                         check=False)
    record, = [json.loads(line) for line in run.stdout.splitlines()]
    if record["type"] != "chain" or len(record["links"]) != len(vectors):
        yield f"{record['type']} of {len(record.get('links', []))} links"
        return
    for number, (link, vector) in enumerate(zip(record["links"], vectors), 1):
        if list(link) != LINK_KEYS or link["link"] != number:
            yield f"link {number}: fields {list(link)}"
        if [c["name"] for c in link["checks"]] != CHECKS + ["chain.request", "chain.response", "chain.link"]:
            yield f"link {number}: checks are missing, or not in their order"
        for check in link["checks"]:
            yield from check_problems(check)
        for name in ("verdict", "version", "reading"):
            if link[name] != vector["expect"][name]:
                yield f"link {number}: {name} {link[name]!r}, not {vector['expect'][name]!r}"
        yield from time_problems(link)
    for name, wanted in expect.items():
        if record[name] != wanted:
            yield f"{name} {record[name]!r}, not {wanted!r}"
    if run.returncode != {"consistent": 0, "contradiction": 6}.get(record["verdict"], 1):
        yield f"exit {run.returncode}"


def problems(rtctl, path):
    vectors = exchanges(path)
    if is_report(path):
        yield from chain_problems(rtctl, path, vectors)
        return
    run = subprocess.run([rtctl, "verify", "-o", "ndjson", "--explain", path],
                         capture_output=True, text=True, check=False)
    records = [json.loads(line) for line in run.stdout.splitlines()]
    verified = [r for r in records if r["type"] == "verify"]
    if run.stderr:
        yield run.stderr.rstrip()
    if [r["record"] for r in verified] != list(range(1, len(vectors) + 1)):
        yield f"records {[r['record'] for r in verified]} of {len(vectors)} exchanges"
        return
    for record, vector in zip(verified, vectors):
        found = list(shape_problems(record))
        expect = vector.get("expect")
        if expect and not found:
            whole = "checks" in expect
            found += (whole_problems if whole else short_problems)(record, expect)
        yield from (f"record {record['record']}: {problem}" for problem in found)
    bad = any(r["verdict"] != "valid" for r in verified)
    if run.returncode != (1 if bad else 0):
        yield f"exit {run.returncode}"
    if verified != records[:len(verified)] or len(records) - len(verified) != (len(records) > 1):
        yield "one summary is the last record of many"


def main():
    rtctl = sys.argv[1]
    paths = []
    for path in map(Path, sys.argv[2:]):
        # cli, fuzz and cases hold other data, as vectors check knows too.
        files = sorted(set(path.rglob("*.json")) - set(path.rglob("*.schema.json"))) \
            if path.is_dir() else [path]
        paths += [f for f in files if not {"cli", "fuzz", "chains", "cases"} & set(f.parts[:-1])]
    failed = not paths
    print(f"1..{len(paths)}")
    for number, path in enumerate(paths, 1):
        wrong = list(problems(rtctl, path))
        failed = failed or bool(wrong)
        print("not ok" if wrong else "ok", number, "-", path)
        for line in wrong:
            print("#", line)
    return 1 if failed else 0


sys.exit(main())
