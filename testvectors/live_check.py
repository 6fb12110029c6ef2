#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs rtctl check client on rtctl query, and on clients that are query with one fault. Prints TAP.

    live_check.py RTCTL MUTANTS

query passes every case of every family of versions. A client in which just the check was removed that
a case is about fails this case: the score is printed. (MUTANTS is rtctl with the faults of
cmd/query/test_mutants.c, of which nothing is in rtctl.) What is kept can be read again; a client that
leaves others behind, prints without end or is interrupted leaves nothing running.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from live_query import SECONDS, run, run_tests

FAMILIES = ["google", "v0", "v4", "v5", "v7", "v8", "v12", "v14", "v16", "rfc10049"]
QUERY = ["query", "-q", "-t", "0.1", "-k", "{key}", "{host}:{port}/{version}"]
CHAIN = ["query", "-q", "--chain", "-t", "0.1", "-V", "{version}", "-l", "{list}"]

# Of each case the fault that a client has which fails it, in words of test_mutants.c. Where nothing
# stands the checks of the case's own name are removed.
EVERY = "pass *"
MUTANTS = {
    "good": "good",
    "tag.missing": "pass message.tags",
    "tag.unknown": "tag.unknown",
    # Such a number was not offered either; a nonce of another length is another nonce.
    "version.present": "pass version.present version.offered",
    "nonce.length": "pass nonce.length nonce.echo",
    "delegation.early": "pass delegation.window",
    "merkle.order": "pass merkle.root",
    "bit.sig": "pass response.signature",
    "bit.srep": EVERY,
    "bit.cert-sig": "pass cert.signature",
    "bit.dele": EVERY,
    "bit.path": "pass merkle.root",
    "bit.index": "pass merkle.index merkle.root",
    "grease.time": "pass response.signature",
    "truncated": EVERY,
    "junk": EVERY,
    "replay": "pass nonce.echo merkle.root",
    "foreign": "pass nonce.echo merkle.root",
    "key": "pass cert.signature",
} | {name: name for name in (
    "silent", "late", "duplicate", "elsewhere", "greased", "forged", "tcp.pieces", "liar",
    "nonce.fresh", "nonce.random", "waits")}
# Under which versions they are tried: together these have every case.
UNDER = ["google", "v5", "rfc10049"]


def fault_of(case):
    """The fault of a client that fails a case, in words of test_mutants.c."""
    if case == "tcp":  # an option does it
        return ""
    if case.startswith("request."):
        return f"ask {case}"
    return MUTANTS.get(case, f"pass {case}")


def client_of(case):
    """How a client is called that shows a fault."""
    if case == "liar":
        return CHAIN
    if case in ("tcp", "duplicate"):  # what does not come over UDP may come over TCP
        return [*QUERY, "--udp"]
    if case == "waits":  # so that what a busy machine adds is little
        return ["0.3" if word == "0.1" else word for word in QUERY]
    return QUERY


def needed_for(case):
    """The cases that are tried for one: many nonces tell more."""
    more = ["client/bit", "client/merkle"] if case == "nonce.random" else []
    return ",".join(["client/good", f"client/{case}", *more])


class Check:
    def __init__(self, rtctl, mutants, folder):
        self.rtctl, self.mutants, self.folder = rtctl, mutants, folder

    def results(self, *options, client, fault=""):
        """The outcome of each case by its address, and the exit code."""
        done = subprocess.run(
            [self.rtctl, "check", "client", "-o", "ndjson", *options, "--", *client],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS,
            check=False, env={**os.environ, "RT_MUTANT": fault})
        records = [json.loads(line) for line in done.stdout.splitlines()]
        found = {r["address"]: r for r in records if r["property"] == "client"}
        return found, done.returncode

    def fails(self, version, case):
        """None if a client with the fault of a case fails it, else what came of it."""
        client = [self.mutants, *client_of(case), "--strict"]
        shown, _ = self.results("--strict", "-V", version, "--jobs", "3", "--only",
                                needed_for(case), client=client, fault=fault_of(case))
        result = shown.get(f"{version}/client/{case}", {"outcome": "missing", "seen": ""})
        return None if result["outcome"] == "fail" else f"{result['outcome']}: {result['seen']}"


def patient(check, version, command):
    """The cases that query does not pass. On a busy machine it may give up too early: what fails is
    tried again, alone."""
    client = [check.rtctl, *command, "--strict"]
    shown, _ = check.results("--strict", "-V", version, "--jobs", "24", client=client)
    for address in [a for a, r in shown.items() if r["outcome"] == "fail"]:
        again, _ = check.results("--strict", "-V", version, "--only", f"{address},client/good",
                                 client=client)
        shown[address] = again[address]
    return shown


def query_passes(check):
    with ThreadPoolExecutor(3) as pool:
        runs = list(pool.map(lambda version: patient(check, version, QUERY), FAMILIES))
    for version, shown in zip(FAMILIES, runs):
        for address, result in shown.items():
            if result["outcome"] == "fail":
                yield f"{address}: {result['seen']}"
        passed = sum(result["outcome"] == "pass" for result in shown.values())
        if passed < 40:
            yield f"{version}: only {passed} cases passed"


def chains_pass(check):
    shown = patient(check, "rfc10049", CHAIN)
    for address, result in shown.items():
        if result["outcome"] == "fail":
            yield f"{address}: {result['seen']}"
    if shown["rfc10049/client/liar"]["outcome"] != "pass":
        yield f"liar: {shown['rfc10049/client/liar']['seen']}"


def any_version(check):
    """A client that is not told the version: it is found from what it asks."""
    shown, code = check.results(
        "--only", "client/good,client/merkle.root,client/request", "-V", "v8,rfc10049",
        client=[check.rtctl, "query", "-q", "-t", "0.2", "-k", "{key}", "{host}:{port}"])
    if code != 0 or shown.get("rfc10049/client/merkle.root", {}).get("outcome") != "pass":
        yield f"exit {code}: {shown}"


def every_mutant_fails(check):
    listed = run(check.rtctl, "check", "client", "--list", "-o", "ndjson").stdout.splitlines()
    cases = [json.loads(line)["case"] for line in listed]
    passed = {}
    for version in UNDER:
        passed[version] = {address.split("/client/")[1]
                           for address, result in patient(check, version, QUERY).items()
                           if result["outcome"] == "pass"} | {"liar"}
    # Each case under the versions that have it.
    tries = [(version, case) for case in cases for version in UNDER if case in passed[version]]
    with ThreadPoolExecutor(6) as pool:
        came = list(pool.map(lambda one: check.fails(*one), tries))
    alive = [(one, why) for one, why in zip(tries, came) if why]
    for (version, case), why in alive:
        yield f"{version}: a client without what {case} is about: {why}"
    tried = {case for _, case in tries}
    for case in cases:
        if case not in tried:
            yield f"{case} was tried in no version"
    print(f"# {len(tries) - len(alive)} of {len(tries)} mutants of query fail their case,"
          f" {100 * (len(tries) - len(alive)) // len(tries)} %", flush=True)


def nothing_of_it_is_shipped(check):
    if b"RT_MUTANT" in Path(check.rtctl).read_bytes():
        yield "rtctl has faults to choose from"
    if b"RT_MUTANT" not in Path(check.mutants).read_bytes():
        yield "the mutants have no faults"


def kept_packets_are_read(check):
    folder = Path(check.folder, "kept")
    check.results("--keep", str(folder), "-V", "v8", "--only", "client/good,client/tcp.pieces",
                  client=[check.rtctl, *(word for word in QUERY if word != "-q")])
    for case, transport in (("good", "udp"), ("tcp.pieces", "tcp")):
        shown = run(check.rtctl, "decode", "-o", "ndjson", str(folder / f"v8-{case}.pcapng")).stdout
        records = [json.loads(line) for line in shown.splitlines()]
        if not [r for r in records if r.get("direction") == "response"
                and r.get("transport") == transport]:
            yield f"{case}: no response over {transport} was kept"
        if "valid" not in (folder / f"v8-{case}.txt").read_text():
            yield f"{case}: the output was not kept"


def is_running(pid):
    return Path(f"/proc/{pid}").exists()


def stays(check):
    """A client that forks, leaves its group and stays, and prints without end."""
    pids = Path(check.folder, "pids")
    script = (f"setsid sh -c 'echo $$ >>{pids}; exec sleep 1000' & "
              f"sleep 1000 & echo $! >>{pids}; echo $$ >>{pids}; yes")
    began = time.monotonic()
    _, code = check.results("-V", "v8", "--deadline", "0.5",
                            client=["sh", "-c", script, "{port}"])
    if code != 3 or time.monotonic() - began > 30:
        yield f"exit {code} after {time.monotonic() - began:.1f} s"
    for pid in pids.read_text().split():
        if is_running(pid):
            yield f"process {pid} is left"


def interrupted(check, number=signal.SIGINT):
    """What is interrupted says what it knows; what is killed leaves nothing running either."""
    pids = Path(check.folder, f"interrupted{number}")
    script = f"echo $$ >>{pids}; rtctl=$0; shift; \"$rtctl\" \"$@\"; test -e {pids}.go || sleep 1000"
    Path(f"{pids}.go").touch()
    process = subprocess.Popen(
        [check.rtctl, "check", "client", "-V", "v8", "--only", "client/good,client/merkle", "--",
         "sh", "-c", script + f"; rm -f {pids}.go", check.rtctl, "x", *QUERY],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    until = time.monotonic() + SECONDS
    while not pids.exists() or len(pids.read_text().split()) < 2:
        if time.monotonic() > until:
            yield "the client does not start"
            break
        time.sleep(0.02)
    process.send_signal(number)
    said = process.communicate(timeout=SECONDS)[0]
    if number == signal.SIGINT and (process.returncode != 5 or "v8/client/good" not in said):
        yield f"exit {process.returncode}: {said}"
    while any(is_running(pid) for pid in pids.read_text().split()):
        if time.monotonic() > until:
            yield "clients are left"
            break
        time.sleep(0.02)


def killed(check):
    yield from interrupted(check, signal.SIGKILL)


TESTS = [query_passes, chains_pass, any_version, every_mutant_fails, nothing_of_it_is_shipped,
         kept_packets_are_read, stays, interrupted, killed]


def main():
    rtctl, mutants = (str(Path(name).resolve()) for name in sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        return run_tests(TESTS, Check(rtctl, mutants, folder), at_once=1)


if __name__ == "__main__":
    sys.exit(main())
