#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs rtctl query against rtctl serve on loopback. Prints TAP.

    live_query.py RTCTL

Every version over UDP and TCP; every fault that the server can make, which query must reject with
the check that names it; agreement of many, one of whom lies; stamps. Only the free ports and the
time are not the same in every run.
"""

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

SECONDS = 300
UNDER = ["v4", "v7", "v8", "v14", "rfc10049"]

# Faults after which a reply is still valid, or valid in some versions.
STAYS_VALID = {"tag.unknown", "duplicate", "wrong-time"}
# Faults that leave no reply that counts.
NO_REPLY = {"silent", "late", "elsewhere"}
# Faults that are none over TCP.
UDP_ONLY = {"frame.magic", "response.size"}
# Faults by other names than their check's.
CHECK = {
    "tag.missing": "message.tags",
    "delegation.early": "delegation.window",
    "merkle.order": "merkle.root",
    "bit.sig": "response.signature",
    "bit.srep": "response.signature",
    "bit.cert-sig": "cert.signature",
    "bit.dele": "cert.signature",
    "bit.path": "merkle.root",
    # Which one depends on whether the bit is one that PATH uses.
    "bit.index": ("merkle.index", "merkle.root"),
    "truncated": "message.header",
    "junk": "message.header",
    "grease.time": "response.signature",
}
# A stream that is cut short, and one that is none.
TCP_CHECK = {("truncated", "v14"): "frame.length", ("junk", "v14"): "frame.magic"}

# What a version does not have: a header, VER and NONC in replies, TYPE, VERS, a rule for the radius,
# leap seconds.
UNKNOWN = {("type", v) for v in ("v4", "v7", "v8")}
UNKNOWN |= {("versions.list", v) for v in ("v4", "v7", "v8")}
UNKNOWN |= {("radius", v) for v in ("v4", "v7", "v8")}
UNKNOWN |= {(fault, "v0") for fault in (
    "frame.length", "version.present", "nonce.length", "nonce.echo", "type", "versions.list",
    "radius", "leap.data")}
UNKNOWN |= {("leap.data", v) for v in ("v8", "v14", "rfc10049")}


class Server:
    """rtctl serve on a free port."""

    def __init__(self, rtctl, seed, *options):
        self.process = subprocess.Popen(
            [rtctl, "serve", "--key-file", seed, *options, "127.0.0.1:0"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.said = b""
        self.port = self.wait_for(r"port (\d+)")
        self.key = self.wait_for(r"key (\S+)")

    def wait_for(self, pattern):
        """Reads until a line has the pattern; returns its group. Earlier lines are passed over."""
        while True:
            line, end, rest = self.said.partition(b"\n")
            found = re.search(pattern, line.decode()) if end else None
            if end:
                self.said = rest
            else:
                self.read_on()
            if found:
                return found.group(1)

    def read_on(self):
        if not select.select([self.process.stdout], [], [], SECONDS)[0]:
            raise RuntimeError("the server says nothing")
        more = os.read(self.process.stdout.fileno(), 65536)
        if not more:
            raise RuntimeError("the server has ended")
        self.said += more

    def __enter__(self):
        return f"127.0.0.1:{self.port}"

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate(timeout=SECONDS)


def run(rtctl, *args):
    return subprocess.run([rtctl, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=SECONDS, check=False)


def patiently(problems_of):
    """The problems of a test that has a client wait: an honest server of a busy machine may take
    longer than that, so problems count only if ten times the time and more does not end them."""
    problems = []
    for patience in 1, 10, 60:
        problems = list(problems_of(patience))
        if not problems:
            break
    return problems


class Client:
    def __init__(self, rtctl, key):
        self.rtctl, self.key = rtctl, key

    def ask(self, *args):
        """The records of a run, the summary last, and the exit code."""
        done = run(self.rtctl, "query", "-o", "ndjson", "-k", self.key, *args)
        return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


def every_version(client, seed):
    names = json.loads(run(client.rtctl, "versions", "-o", "json").stdout)
    names = names[0] if isinstance(names, list) else names
    with Server(client.rtctl, seed) as address:
        for name in (v["version"] for v in names["versions"]):
            for way in "--udp", "--tcp":
                records, code = client.ask("-V", name, way, address)
                state = records[0]["state"]
                if way == "--tcp" and state == "unfit" and code == 3:
                    continue
                if code or state != "valid" or records[0]["version"] != name:
                    yield f"{name} {way}: {state}, exit {code}"
                if records[0]["transport"] != way[2:]:
                    yield f"{name} {way}: answered over {records[0]['transport']}"


def record_problems(record, fault, version, way):
    """What is wrong with the record of a server with a fault."""
    failed = [c["name"] for c in record["checks"] or []]
    named = CHECK.get(fault, fault)
    named = named if isinstance(named, tuple) else (named,)
    if record["state"] != "valid" and (record["midpoint"] or record["offset_ns"]):
        yield "a time was printed"
    if way == "--tcp" and (fault, version) in TCP_CHECK:
        named = (TCP_CHECK[fault, version],)
    if fault in NO_REPLY:
        if record["state"] != "silent":
            yield record["state"]
    elif record["state"] == "valid":
        # Only where the version does not know what is wrong.
        allowed = STAYS_VALID | (UDP_ONLY if way == "--tcp" else set())
        if fault not in allowed and (fault, version) not in UNKNOWN:
            yield "valid"
    elif record["state"] != "invalid" or not any(name in failed for name in named):
        yield f"{record['state']}, failed {failed}"


EXITS = {"valid": 0, "invalid": 1, "silent": 3}


def ask_faults(client, servers, version, way, patience):
    """Asks all servers, each of which has a fault, in one run: who rejects a reply waits for a better
    one. The faults of which something is wrong, with what is."""
    records, _ = client.ask("-V", version, way, "--retries", "0", "-t", f"{patience / 2}",
                            "--strict", *servers.values())
    of = {record["server"]["name"]: record for record in records[:-1]}
    wrong = {fault: list(record_problems(of[address], fault, version, way)) if address in of else
             ["there is no record"] for fault, address in servers.items()}
    return {fault: problems for fault, problems in wrong.items() if problems}


def way_problems(client, servers, version, way):
    """What is wrong with any fault; as patiently does it, those alone are asked again."""
    wrong = dict.fromkeys(servers)
    for patience in 1, 10, 60:
        left = {fault: servers[fault] for fault in wrong}
        wrong = ask_faults(client, left, version, way, patience) if left else {}
    return [f"{fault}, {version} {way}: {problem}" for fault, problems in wrong.items()
            for problem in problems]


def exit_problems(client, address, patience):
    """The exit code of a query that asks one server only."""
    records, code = client.ask("-V", "v14", "--udp", "--retries", "0", "-t", f"{patience / 2}",
                               "--strict", address)
    if code != EXITS.get(records[0]["state"]):
        yield f"{records[0]['state']}, exit {code}"


def every_fault(client, seed):
    told = run(client.rtctl, "serve", "--fault", "help", "-o", "ndjson").stdout
    faults = [fault["name"] for fault in map(json.loads, told.splitlines())
              if fault["of"] == "replies"]
    if len(faults) < 20:
        yield f"the server knows {len(faults)} faults"
    ways = [(version, "--udp") for version in UNDER] + [("v0", "--tcp"), ("v14", "--tcp")]

    with ExitStack() as stack, ThreadPoolExecutor(16) as pool:
        servers = {fault: stack.enter_context(Server(client.rtctl, seed, "--fault", fault))
                   for fault in faults}
        done = [pool.submit(way_problems, client, servers, *way) for way in ways]
        codes = {fault: pool.submit(patiently, partial(exit_problems, client, address))
                 for fault, address in servers.items()}
        for problems in done:
            yield from problems.result()
        for fault, problems in codes.items():
            yield from (f"{fault}: {problem}" for problem in problems.result())


def make_keys(rtctl, folder, count):
    """Files with seeds, and their public keys."""
    files = [str(Path(folder, f"seed{i}")) for i in range(count)]
    return [(f, re.search(r"key\s+(\S+)", run(rtctl, "key", "make", f).stdout).group(1))
            for f in files]


def agreement(client, _):
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        made = make_keys(client.rtctl, folder, 4)
        liar = ["--fault", "wrong-time"]
        servers = [stack.enter_context(Server(client.rtctl, seed, *(liar if i == 3 else [])))
                   for i, (seed, _) in enumerate(made)]
        clients = [Client(client.rtctl, key) for _, key in made]
        keys = [word for _, key in made[1:] for word in ("-k", key)]
        right, wrong = servers[0], servers[3]
        records, code = clients[0].ask(*keys, "--agree", "3", *servers)
        outside = records[-1]["agreement"]["outside"]
        if code or records[-1]["agreement"]["count"] != 3 or outside != [wrong]:
            yield f"exit {code}: {records[-1]}"
        code = clients[0].ask(*keys, "--agree", "4", *servers)[1]
        if code != 1:
            yield f"--agree 4: exit {code}"
        # One against one proves nothing, whoever comes first.
        for a, b in (0, 3), (3, 0):
            for options in [], ["--agree", "1"], ["--check-clock"]:
                code = clients[a].ask("-k", made[b][1], *options, servers[a], servers[b])[1]
                if code != 1:
                    yield f"a tie {options}: exit {code}"
        # Port 1 is closed: too few answer.
        code = clients[0].ask("-k", made[1][1], "--agree", "2", right, "127.0.0.1:1")[1]
        if code != 5:
            yield f"--agree 2 of one that answers: exit {code}"
        for option, expected in ("@1000", 7), (None, 0):
            now = ["--now", option] if option else []
            code = clients[0].ask("--check-clock", *now, right)[1]
            if code != expected:
                yield f"--check-clock {now}: exit {code}"
        for now in "1960-01-01", "2110-01-01", "2200-01-01":
            records, code = clients[0].ask("--now", now, right)
            if code or records[0]["state"] != "valid":
                yield f"--now {now}: {records[0]}, exit {code}"


def same_key(client, seed):
    """Servers with one key are one server."""
    with Server(client.rtctl, seed) as right, \
            Server(client.rtctl, seed, "--fault", "wrong-time") as wrong, \
            tempfile.TemporaryDirectory() as folder:
        records, code = client.ask(right, right, right)
        summary = records[-1]
        if code or summary["agreement"]["count"] != 1 or summary["keys"] != 1 or \
                summary["same_key"] != [right, right]:
            yield f"thrice the same: exit {code}, {summary}"
        records, code = client.ask("--agree", "2", right, right)
        if code != 2 or records:
            yield f"--agree 2: exit {code}"
        # It contradicts itself: it counts for nothing, and another server is not outvoted.
        for servers in (right, wrong), (wrong, right):
            records, code = client.ask("--agree", "1", *servers)
            if code != 1 or records[-1]["agreement"]:
                yield f"contradiction: exit {code}, {records[-1]}"
        (other, key), = make_keys(client.rtctl, folder, 1)
        with Server(client.rtctl, other) as another:
            records, code = client.ask("-k", client.key, "-k", key, "--agree", "1",
                                       wrong, right, another)
        agreed = records[-1]["agreement"]
        if code or agreed["count"] != 1 or agreed["outside"] != [wrong, right]:
            yield f"against a contradiction: exit {code}, {records[-1]}"


def same_shape(client, seed):
    """Every record has the same keys, whatever became of the server."""
    with Server(client.rtctl, seed) as right, \
            Server(client.rtctl, seed, "--fault", "cert.signature") as wrong:
        records = client.ask("-V", "v14", "--udp", "--retries", "0", right, wrong,
                             "127.0.0.1:1")[0]
    shapes = {tuple(record) for record in records[:-1]}
    states = [record["state"] for record in records[:-1]]
    if len(shapes) != 1 or states != ["valid", "invalid", "unreachable"]:
        yield f"{states}: {shapes}"


def wrong_key(client, seed):
    """A server with another key is not asked in every version."""
    def problems(patience):
        records, code = client.ask("-t", f"{patience * 0.2}", address)
        failed = [check["name"] for check in records[0]["checks"] or []]
        if code != 1 or records[0]["tries"] != 5 or failed != ["cert.signature"]:
            yield f"exit {code}, {records[0]['tries']} tries, {failed}"

    with Server(client.rtctl, seed, "--fault", "cert.signature") as address:
        yield from patiently(problems)


def one_version(client, seed):
    """Of a server with one version the client finds out which, and soon."""
    names = json.loads(run(client.rtctl, "versions", "-o", "json").stdout)
    names = names[0] if isinstance(names, list) else names
    for name in (v["version"] for v in names["versions"]):
        with Server(client.rtctl, seed, "-V", name) as address:
            began = time.monotonic()
            records, code = client.ask(address)
            took = time.monotonic() - began
        record = records[0]
        if code or record["state"] != "valid" or record["tries"] > 8:
            yield f"{name}: exit {code}, {record['state']} after {record['tries']} requests"
        # Six requests, 200 ms apart. The machine may be busy.
        if took > 10:
            yield f"{name}: it took {took:.1f} s"


def stranger_problems(stranger, address, wait):
    """A server that has another key."""
    for version in [], ["-V", "v14"], ["-V", "v8"]:
        records, code = stranger.ask(*wait, *version, address)
        record = records[0]
        if code != 1 or record["why"] != "wrong-key" or record["state"] != "invalid":
            yield f"another key {version}: exit {code}, {record['why']}, {record['cause']}"


def hint_problems(client, address, listed, wait):
    """A list that says of a server in which version it answers, wrongly and rightly."""
    servers = [{"name": f"says {number}", "version": number, "publicKeyType": "ed25519",
                "publicKey": client.key, "addresses": [{"protocol": "udp", "address": address}]}
               for number in (1, 0x8000000c)]
    listed.write_text(json.dumps({"servers": servers}), encoding="utf-8")
    done = run(client.rtctl, "query", "-o", "ndjson", *wait, "-l", str(listed))
    wrong, right = [json.loads(line) for line in done.stdout.splitlines()][:2]
    if done.returncode or wrong["hint"]["right"] or wrong["hint"]["versions"] != ["rfc10049"]:
        yield f"a wrong hint: exit {done.returncode}, {wrong['hint']}"
    if not right["hint"]["right"] or right["tries"] != 1:
        yield f"a right hint: {right['hint']}, {right['tries']} requests"
    said = run(client.rtctl, "query", *wait, "-l", str(listed), "says 1").stdout
    if "the list says that it answers in rfc10049" not in said:
        yield f"a wrong hint: {said!r}"


def nobody_problems(client):
    """A port where nobody answers, and one that is closed."""
    free = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with free:
        free.bind(("127.0.0.1", 0))
        silent = f"127.0.0.1:{free.getsockname()[1]}"
        records, code = client.ask("--udp", "-V", "v14", "-t", "0.05", silent)
    if code != 3 or records[0]["why"] != "silence":
        yield f"nobody: exit {code}, {records[0]['why']}"
    records, code = client.ask(silent)
    if code != 3 or records[0]["why"] != "refused":
        yield f"a closed port: exit {code}, {records[0]['why']}"


def causes(client, seed):
    """What silence means is found out. How long each round is waited for makes no difference to
    that (lib/client/client_test.c has the waits that are usual), but for a busy machine."""
    def problems(patience):
        wait = ["-t", f"{patience * 0.1}"]
        yield from stranger_problems(stranger, address, wait)
        records, code = client.ask(*wait, "-V", "v4,v8", address)
        record = records[0]
        if code != 3 or record["why"] != "other-version" or "v14" not in record["answers_in"] or \
                record["asked_in"] != ["v4", "v8"] or record["exchange"]:
            yield f"other versions: exit {code}, {record['why']}, {record['answers_in']}"
        yield from hint_problems(client, address, Path(folder, "list.json"), wait)

    with tempfile.TemporaryDirectory() as folder, \
            Server(client.rtctl, seed, "-V", "v14") as address:
        (_, other), = make_keys(client.rtctl, folder, 1)
        stranger = Client(client.rtctl, other)
        yield from patiently(problems)
    yield from nobody_problems(client)


def without_nonc(client, seed):
    """A server as Cloudflare's: Google's version, and drafts 8 and 11 without NONC. It gives the time
    with the default tries; under --strict in Google's version, also if a list says otherwise."""
    with tempfile.TemporaryDirectory() as folder, \
            Server(client.rtctl, seed, "-V", "google,v8/no-nonc,v11/no-nonc") as address:
        listed = Path(folder, "list.json")
        listed.write_text(json.dumps({"servers": [
            {"name": "it", "version": "IETF-Roughtime", "publicKeyType": "ed25519",
             "publicKey": client.key, "addresses": [{"protocol": "udp", "address": address}]}]}),
                          encoding="utf-8")
        for options, version in [([], "v11"), (["--strict"], "google")]:
            for server in [address], ["-l", str(listed)]:
                records, code = client.ask(*options, *server)
                record = records[0]
                if code or record["state"] != "valid" or record["version"] != version:
                    yield f"{options} {server}: exit {code}, {record['state']}, {record['version']}"


def saved(client, seed):
    """What was sent and what came is in the file, under the names that verify says."""
    with tempfile.TemporaryDirectory() as folder:
        for version, name in ("google", "google"), ("v7", "v7"), ("v14", "v14-v19"):
            file = Path(folder, version)
            with Server(client.rtctl, seed, "-V", version) as address:
                record = client.ask("--save", str(file), address)[0][0]
            lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
            answered = [line for line in lines if "response" in line]
            if len(lines) != record["tries"] or len(answered) != 1 or \
                    any("request" not in line for line in lines):
                yield f"{version}: {record['tries']} requests, {len(lines)} lines, " \
                      f"{len(answered)} answered"
            if [line["version"] for line in answered] != [name]:
                yield f"{version}: saved as {answered[0]['version']}"
            done = run(client.rtctl, "verify", str(file))
            if done.returncode or not done.stdout.startswith(f"{name} "):
                yield f"{version}: verify says {done.stdout!r}, {done.stderr!r}"


def reread(client, _):
    """SIGHUP: keys are read again; those that cannot be read change nothing."""
    with tempfile.TemporaryDirectory() as folder:
        (first, key), (second, other) = make_keys(client.rtctl, folder, 2)
        own, online = str(Path(folder, "own")), str(Path(folder, "online"))
        Path(first).replace(own)
        run(client.rtctl, "key", "delegate", second, online)
        server = Server(client.rtctl, own, "--workers", "2")

        def state(public):
            """Who rejects a reply waits to the end for a better one."""
            for wait in "0.2", "5", "30":
                found = Client(client.rtctl, public).ask(
                    "--udp", "--retries", "0", "-V", "v8", "-t", wait, address)[0][0]["state"]
                if found != "silent":
                    break
            return found

        def states():
            with ThreadPoolExecutor(2) as pool:
                return list(pool.map(state, (key, other)))

        def hang_up(pattern):
            server.process.send_signal(signal.SIGHUP)
            return server.wait_for(pattern)

        with server as address:
            if states() != ["valid", "invalid"]:
                yield f"at first {states()}"
            # A delegation by another key in its place; then one that is spoilt; then the seed.
            Path(online).replace(own)
            if hang_up(r"key (\S+)") != other or states() != ["invalid", "valid"]:
                yield f"another key: {states()}"
            text = Path(own).read_bytes()
            Path(own).write_bytes(text[:-20])
            hang_up(r"(the keys stay)")
            if states() != ["invalid", "valid"]:
                yield f"after a bad file: {states()}"
            Path(own).unlink()
            hang_up(r"(the keys stay)")
            for file, expected in [(second, other)] * 5:
                Path(file).replace(own)
                if hang_up(r"key (\S+)") != expected or states() != ["invalid", "valid"]:
                    yield f"again: {states()}"
                Path(own).replace(file)
        if server.process.returncode:
            yield f"it ended with {server.process.returncode}"


def stamps(client, seed):
    with tempfile.TemporaryDirectory() as folder, Server(client.rtctl, seed) as address:
        document = Path(folder, "document")
        document.write_bytes(b"what I knew\n")
        for version in "google", "v4", "v7", "v14", "rfc10049":
            saved = str(Path(folder, version))
            code = client.ask("-V", version, "--stamp", str(document), "--save", saved, address)[1]
            done = run(client.rtctl, "verify", "--document", str(document), saved)
            if code or done.returncode:
                yield f"{version}: query {code}, verify {done.returncode}"
            if run(client.rtctl, "verify", "--document", seed, saved).returncode != 1:
                yield f"{version}: it proves another document too"


def own_versions(client, seed):
    """Each server in versions of its own; what it cannot answer in them does not count."""
    with Server(client.rtctl, seed) as address, Server(client.rtctl, seed, "-V", "v4") as old:
        hosts = [f"{address}/v4", f"{address}/v5,v8-v11", f"{address}/google", address]
        records, code = client.ask(*hosts)
        found = [record["version"] for record in records[:-1]]
        if code or found[:3] != ["v4", "v11", "google"] or records[0]["server"]["name"] != hosts[0]:
            yield f"exit {code}, {found}"

        def problems(patience):
            wait = f"{patience * 0.2}"
            records, code = client.ask("--retries", "0", "-t", wait, f"{old}/v4", f"{old}/v8")
            if code != 5 or [record["state"] for record in records[:-1]] != ["valid", "silent"]:
                yield f"exit {code}, {[record['state'] for record in records[:-1]]}"

        yield from patiently(problems)


def repeatable(client, seed):
    with Server(client.rtctl, seed) as address:
        requests = {client.ask("--seed", "c0ffee", address)[0][0]["exchange"]["request"]
                    for _ in range(2)}
        other = client.ask(address)[0][0]["exchange"]["request"]
    if len(requests) != 1 or other in requests:
        yield "--seed does not decide about the request"


def grease(client, seed):
    """Odd replies are rejected, and none of those that count has another time than the server."""
    with Server(client.rtctl, seed, "--grease", "1") as address:
        told = client.ask("-V", "rfc10049", "--udp", "--retries", "0", "--strict",
                          *[address] * 60)[0][:-1]
    if len(told) != 60:
        yield f"{len(told)} records"
    for record in told:
        if record["state"] == "valid" and abs(int(record["offset_ns"])) > 60e9:
            yield f"a valid reply is off by {record['offset_ns']} ns"
    states = {record["state"] for record in told}
    if states != {"valid", "invalid"}:
        yield f"replies are {states}"


TESTS = [every_version, every_fault, agreement, same_key, same_shape, wrong_key, one_version, causes,
         without_nonc, saved, reread, stamps, own_versions, repeatable, grease]


def run_tests(tests, *args, at_once=1):
    """Each test yields what is wrong. Prints TAP; returns the exit code."""
    failed = False
    print(f"1..{len(tests)}")
    with ThreadPoolExecutor(at_once) as pool:
        done = pool.map(lambda test: list(test(*args)), tests)
        for number, (test, problems) in enumerate(zip(tests, done), 1):
            failed = failed or bool(problems)
            name = test.__name__.replace("_", " ")
            print("not ok" if problems else "ok", number, "-", name, flush=True)
            for problem in problems:
                print("#", problem)
    return 1 if failed else 0


def main():
    rtctl = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        seed = str(Path(folder, "seed"))
        made = run(rtctl, "key", "make", seed)
        client = Client(rtctl, re.search(r"key\s+(\S+)", made.stdout).group(1))
        # They wait most of their time.
        return run_tests(TESTS, client, seed, at_once=8)


if __name__ == "__main__":
    sys.exit(main())
