#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs rtctl probe against rtctl serve on loopback, and against servers that are none. Prints TAP.

    live_probe.py RTCTL

What is said of a server is what it was told to be; what is wrong with it is found; one that does not
survive an odd request, floods, sends junk or says nothing leads to clear words and an end.
"""

import json
import os
import re
import select
import socket
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from live_query import CHECK, Server, patiently, run, run_tests

SPEAKS = {"google": ["google"], "v0": ["v0"], "v4": ["v4"], "v5": ["v5"], "v7": ["v7"],
          "v8": ["v8"], "v11": ["v11"], "v12": ["v12", "v13"],
          "v14": ["v14", "v15", "v16", "v17", "v18", "v19"], "rfc10049": ["rfc10049"]}
NOT_OVER_TCP = {"google"}
# Faults that make every reply to a right request wrong, whoever asks.
FAULTS = ["cert.signature", "response.signature", "delegation.window", "merkle.root", "radius",
          "versions.list", "nonce.echo", "tag.missing", "bit.sig", "midpoint"]
UNDER = "rfc10049"


class Probe:
    def __init__(self, rtctl, key, folder):
        self.rtctl, self.key, self.folder = rtctl, key, folder

    def ask(self, *args, key=True):
        """The records of a run, by their property, and the exit code."""
        asked = ["-k", self.key] if key else []
        done = run(self.rtctl, "probe", "-o", "ndjson", *asked, *args)
        found = {}
        for line in done.stdout.splitlines():
            record = json.loads(line)
            found.setdefault(record["property"], []).append(record)
        return found, done.returncode


@contextmanager
def datagrams(answer):
    """A server on loopback that sends what `answer` makes of a packet: a list of packets."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as server:
        server.bind(("127.0.0.1", 0))

        def serve():
            while True:
                try:
                    packet, sender = server.recvfrom(65536)
                except OSError:
                    return
                if packet == b"the end":
                    return
                for reply in answer(packet):
                    server.sendto(reply, sender)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.sendto(b"the end", server.getsockname())
            thread.join()


@contextmanager
def relay(address, dies_of):
    """Stands before a server and passes nothing on any more behind a packet that `dies_of` names."""
    host, port = address.split(":")
    behind = {}  # a socket towards the server for each sender
    front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    front.bind(("127.0.0.1", 0))
    stop, stopped = os.pipe()

    def serve():
        dead = False
        while True:
            ready = select.select([stop, front, *behind.values()], [], [])[0]
            if stop in ready:
                return
            if front in ready:
                packet, sender = front.recvfrom(65536)
                dead = dead or dies_of(packet)
                if sender not in behind:
                    behind[sender] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    behind[sender].connect((host, int(port)))
                if not dead:
                    behind[sender].send(packet)
            for sender, upstream in behind.items():
                if upstream in ready and not dead:
                    front.sendto(upstream.recv(65536), sender)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"127.0.0.1:{front.getsockname()[1]}"
    finally:
        os.write(stopped, b"x")
        thread.join()
        for opened in front, *behind.values():
            opened.close()
        os.close(stop)
        os.close(stopped)


def at_once(problems_of, cases):
    """The problems of each case. A probe waits most of its time."""
    with ThreadPoolExecutor(6) as pool:
        for problems in pool.map(lambda case: patiently(partial(problems_of, *case)), cases):
            yield from problems


def each_version(probe, seed):
    def one(name, way, patience):
        with Server(probe.rtctl, seed, "-V", name, way) as address:
            found, code = probe.ask(address, way, "-t", str(patience))
        server = found["server"][0]
        if way == "--tcp" and name in NOT_OVER_TCP:
            if code != 3 or server["speaks"]:
                yield f"{name} {way}: exit {code}, speaks {server['speaks']}"
            return
        if server["speaks"] != SPEAKS[name] or not server["verified"]:
            yield f"{name} {way}: speaks {server['speaks']}"
        if code != 0 or found.get("finding"):
            yield f"{name} {way}: exit {code}, {found.get('finding')}"
        if server["sent"] > 200 or server["spent"]:
            yield f"{name} {way}: {server['sent']} packets"

    return at_once(one, [(name, way) for name in SPEAKS for way in ("--udp", "--tcp")])


def each_order(probe, seed):
    def one(name, order, patience):
        with Server(probe.rtctl, seed, "-V", name, "--order", order) as address:
            found, _ = probe.ask(address, "-t", str(patience))
        shown = found["tree"][0]["order"]
        if shown != order:
            yield f"{name}: {order} is shown as {shown}"

    return at_once(one, [(name, order) for name in ("google", "v5", "v8", "v14")
                         for order in ("hash-node", "node-hash")])


def lone_leaves(probe, seed, patience):
    with Server(probe.rtctl, seed, "-V", "v8", "--batch", "1") as address:
        found, _ = probe.ask("-t", str(patience), address)
    if found["tree"][0]["order"] is not None or found["tree"][0]["largest"] != 1:
        yield found["tree"]


def all_versions(probe, seed, patience):
    with Server(probe.rtctl, seed) as address:
        found, code = probe.ask("-t", str(patience), address)
    if len(found["server"][0]["speaks"]) != 22 or code != 0:
        yield f"exit {code}: {found['server']} {found.get('finding')}"
    if found["connection"][0]["answered"] != 2:
        yield found["connection"]
    tcp = [r for r in found["version"] if r["transport"] == "tcp" and not r["asked_as"]]
    if not tcp or not all(r["answered"] for r in tcp):
        yield f"over TCP: {tcp}"


def faults(probe, seed):
    def one(fault, patience):
        with Server(probe.rtctl, seed, "-V", UNDER, "--fault", fault) as address:
            found, code = probe.ask(address, "-t", str(patience))
        check = CHECK.get(fault, fault)
        failed = {r["failed"] for r in found["version"] if r["answered"]}
        wrong = [r for r in found.get("finding", []) if r["finding"] == "invalid"]
        if code != 1 or failed != {check} or not wrong:
            yield f"{fault}: exit {code}, {failed}, {len(wrong)} findings"

    return at_once(one, [(fault,) for fault in FAULTS])


def another_key(probe, seed, patience):
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder, "other")
        run(probe.rtctl, "key", "make", str(other))
        with Server(probe.rtctl, str(other), "-V", "v8") as address:
            found, code = probe.ask("-t", str(patience), address)
            if code != 1 or found["server"][0]["speaks"]:
                yield f"exit {code}: {found['server']}"
            found, code = probe.ask("-t", str(patience), address, key=False)
            if code != 0 or found["server"][0]["speaks"] != ["v8"] or found["server"][0]["verified"]:
                yield f"without a key: exit {code}: {found['server']}"


def dies(probe, seed, patience):
    with Server(probe.rtctl, seed, "-V", "v8") as address:
        with relay(address, lambda packet: len(packet) == 8) as front:
            found, code = probe.ask("-t", str(patience), "--udp", front)
    first = found.get("finding", [{"finding": None, "case": None}])[0]
    if code != 1 or first["finding"] != "dies" or first["case"] != "cut":
        yield f"exit {code}: {first}"
    if any(record["case"] == "empty" and record["sent"] for record in found["request"]):
        yield "it goes on to ask a server that is dead"


def silence(probe, seed):
    with datagrams(lambda packet: []) as address:
        found, code = probe.ask("--udp", "-t", "0.1", address)
    if code != 3 or found["server"][0]["state"] != "silent":
        yield f"exit {code}: {found}"
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    found, code = probe.ask(f"127.0.0.1:{port}")
    if code != 3 or found["server"][0]["state"] != "refused":
        yield f"exit {code}: {found}"
    found, code = probe.ask("nowhere.invalid")
    if code != 3 or found["server"][0]["state"] != "unresolved" or not found["server"][0]["cause"]:
        yield f"exit {code}: {found}"
    with Server(probe.rtctl, seed) as address:
        found, code = probe.ask(address, f"127.0.0.1:{port}")
    if code != 5:
        yield f"one answers, one does not: exit {code}"


def junk(probe, _):
    for what in b"", b"\0", b"junk" * 200, b"ROUGHTIM" + bytes(1000):
        with datagrams(lambda packet, what=what: [what] * 3) as address:
            found, code = probe.ask("--udp", "-t", "0.1", address)
        if code not in (1, 3) or found["server"][0]["speaks"]:
            yield f"{what[:8]}: exit {code}: {found['server']}"
        if found["server"][0]["sent"] > 200:
            yield f"{found['server'][0]['sent']} packets"


def saved(probe, seed, patience):
    name = str(Path(probe.folder, "saved.ndjson"))
    with Server(probe.rtctl, seed, "-V", "v8") as address:
        found, _ = probe.ask("-t", str(patience), "--save", name, address)
    lines = Path(name).read_text(encoding="utf-8").splitlines()
    done = run(probe.rtctl, "verify", "-o", "ndjson", name)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    judged = [r for r in records if r["type"] == "verify" and r["verdict"] == "valid"]
    silent = [r for r in records if r["type"] == "unanswered"]
    if len(judged) != found["server"][0]["received"]:
        yield f"{len(judged)} valid replies of {found['server'][0]['received']}"
    if not silent or len(judged) + len(silent) < len(lines) - 2:
        yield f"{len(lines)} lines, {len(judged)} and {len(silent)} records: {done.stderr}"


@contextmanager
def streams(answer):
    """A server on loopback that sends what `answer` makes of a connection's first bytes, in parts."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        stop, stopped = os.pipe()

        def serve():
            while True:
                if stop in select.select([stop, server], [], [])[0]:
                    return
                with closing(server.accept()[0]) as client, suppress(OSError):
                    for part in answer(client.recv(65536)):
                        client.sendall(part)
                        if stop in select.select([stop, client], [], [], 0.02)[0]:
                            break

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}"
        finally:
            os.write(stopped, b"x")
            thread.join()
            os.close(stop)
            os.close(stopped)


def other_protocols(probe, _):
    """Whoever answers is named; who answers byte by byte is not waited for."""
    http = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
    dns = bytes.fromhex("123481800001000000000000037777770765786d61706c6503636f6d0000010001")
    with streams(lambda _: [http]) as address:
        found, code = probe.ask("--tcp", "-t", "0.1", "-V", "v14", address)
    if code != 1 or found["version"][0]["looks_like"] != "http":
        yield f"HTTP: exit {code}: {found['server']} {found.get('version')}"
    with datagrams(lambda packet: [dns]) as address:
        found, code = probe.ask("--udp", "-t", "0.1", "-V", "v14", address)
    if code != 1 or found["version"][0]["looks_like"] != "dns":
        yield f"DNS: exit {code}: {found['server']} {found.get('version')}"
    with streams(lambda _: [b"R", *[b"O"] * 400]) as address:
        found, code = probe.ask("--tcp", "-t", "0.1", "-V", "v14", address)
    if code != 3 or found["server"][0]["state"] != "silent":
        yield f"byte by byte: exit {code}: {found['server']}"


def another_address(probe, _):
    """What comes from elsewhere is no answer."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as server, \
            closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as other:
        server.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))

        def serve():
            while True:
                packet, sender = server.recvfrom(65536)
                if packet == b"the end":
                    return
                other.sendto(packet, sender)

        thread = threading.Thread(target=serve)
        thread.start()
        found, code = probe.ask("--udp", "-t", "0.1", "-V", "v14",
                                f"127.0.0.1:{server.getsockname()[1]}")
        other.sendto(b"the end", server.getsockname())
        thread.join()
    if code != 3 or found["server"][0]["state"] != "silent" or found["server"][0]["received"]:
        yield f"exit {code}: {found['server']}"


def baseline(probe, seed, patience):
    """The same server is no change; another order, version or silence is one."""
    name = Path(probe.folder, "baseline.json")
    asked = ["-k", probe.key, "--udp", "-t", str(patience)]
    with Server(probe.rtctl, seed, "-V", "v8,v14") as address:
        done = run(probe.rtctl, "probe", "-o", "json", *asked, address)
        name.write_text(done.stdout, encoding="utf-8")
        found, code = probe.ask("--baseline", str(name), *asked[2:], address)
        if code != 0 or found.get("change"):
            yield f"the same: exit {code}: {found.get('change')}"
        found, code = probe.ask("--baseline", str(name), *asked[2:], "-V", "v8", address)
        if code != 1 or [r["member"] for r in found["change"]][0] != "speaks":
            yield f"another version: exit {code}: {found.get('change')}"
    found, code = probe.ask("--baseline", str(name), *asked[2:], address)
    if code != 1 or [(r["was"], r["is"]) for r in found["change"]] != [("answers", "refused")]:
        yield f"nobody: exit {code}: {found.get('change')}"


def agreement(probe, seed, patience):
    """Whoever has another time than most is named; a server asked twice is one."""
    with Server(probe.rtctl, seed, "-V", "v8") as one, Server(probe.rtctl, seed, "-V", "v14") as two:
        with Server(probe.rtctl, seed, "-V", "v8", "--offset", "100") as wrong:
            asked = ["--udp", "-t", str(patience), one, two, wrong]
            found, code = probe.ask(*asked, key=False)
            few, few_code = probe.ask("--agree", "2", *asked, key=False)
            same, same_code = probe.ask(*asked)
    apart = [r["apart_us"] for r in found["agreement"]]
    if code != 1 or apart[:2] != ["0", "0"] or not 90e6 < int(apart[2]) < 100e6:
        yield f"exit {code}: {found['agreement']}"
    if few_code != 0 or few["agreement"][0]["agreed"] != 2:
        yield f"two are enough: exit {few_code}: {few['agreement']}"
    if same_code != 0 or same.get("agreement"):
        yield f"the same key: exit {same_code}: {same.get('agreement')}"


def odd_only_if_asked(probe, seed):
    """Another machine is not to be had: the budget and the option are read, and hold."""
    with Server(probe.rtctl, seed, "-V", "v8") as address:
        found, code = probe.ask("--budget", "30", address)
        if found["server"][0]["sent"] > 31 or not found["server"][0]["spent"]:
            yield found["server"]
    for wrong in ["--budget", "0"], ["--budget", "x"], ["-t", "0"], ["--save", "-"]:
        done = run(probe.rtctl, "probe", *wrong, "127.0.0.1")
        if done.returncode != 2 or not done.stderr:
            yield f"{wrong}: exit {done.returncode}: {done.stderr}"


def full_disk(probe, seed):
    with Server(probe.rtctl, seed, "-V", "v8") as address:
        with open("/dev/full", "w", encoding="utf-8") as full:
            code = os.spawnlp(os.P_WAIT, "sh", "sh", "-c", 'exec "$0" probe "$1" >/dev/full 2>&1',
                              probe.rtctl, address)
        if code != 74:
            yield f"standard output is full: exit {code}"
        done = run(probe.rtctl, "probe", "--save", "/dev/full", address)
        if done.returncode != 74 or "No space" not in done.stderr:
            yield f"--save: exit {done.returncode}: {done.stderr}"


def patient(problems_of):
    """A test that is tried again with longer waits, as a busy machine may be late."""
    def test(probe, seed):
        return patiently(partial(problems_of, probe, seed))
    test.__name__ = problems_of.__name__
    return test


TESTS = [each_version, each_order, patient(lone_leaves), patient(all_versions), faults,
         patient(another_key), patient(dies), silence, junk, other_protocols, another_address, patient(saved), patient(baseline), patient(agreement),
         odd_only_if_asked,
         full_disk]


def main():
    rtctl = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        seed = str(Path(folder, "seed"))
        made = run(rtctl, "key", "make", seed)
        probe = Probe(rtctl, re.search(r"key\s+(\S+)", made.stdout).group(1), folder)
        # They wait most of their time.
        return run_tests(TESTS, probe, seed, at_once=len(TESTS))


if __name__ == "__main__":
    sys.exit(main())
