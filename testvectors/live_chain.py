#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs rtctl query --chain against rtctl serve on loopback. Prints TAP.

    live_chain.py RTCTL [STEP]      STEP: one of so many pairs of versions

Three servers: one is honest, one is two seconds ahead with a radius of three, one is a day ahead.
Chains cross every ordered pair of versions; what they prove is known beforehand, and rtctl verify
must find the same in what was saved. Only the free ports, the keys and the time are not the same
in every run.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import live_query
from live_query import patiently

SECONDS = 300
GOOD, USAGE, NO_ANSWER, INPUT, SOME, MALFEASANCE, OUTPUT = 0, 2, 3, 4, 5, 6, 74


class Server(live_query.Server):
    """rtctl serve on a free port, with a key of its own."""

    def __init__(self, rtctl, folder, name, *options):
        seed = str(Path(folder, name))
        subprocess.run([rtctl, "key", "make", seed], capture_output=True, check=True)
        super().__init__(rtctl, seed, *options)
        self.address = f"127.0.0.1:{self.port}"

    def __enter__(self):
        return self


class Client:
    """rtctl, and the servers that it asks."""

    def __init__(self, rtctl, folder, honest, near, liar):
        self.rtctl, self.folder = rtctl, folder
        self.honest, self.near, self.liar = honest, near, liar

    def run(self, *args):
        return subprocess.run([self.rtctl, *args], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=SECONDS, check=False)

    def path(self, name):
        return str(Path(self.folder, name))

    def chain(self, servers, *args):
        """The records of a chain, and the exit code. Servers are given with a version or without,
        and perhaps with a key that is not theirs."""
        keys, hosts = [], []
        for server, *more in servers:
            version = more[0] if more else None
            keys += ["-k", more[1] if len(more) > 1 else server.key]
            hosts.append(server.address + (f"/{version}" if version else ""))
        done = self.run("query", "--chain", "-o", "ndjson", *keys, *args, *hosts)
        return [json.loads(line) for line in done.stdout.splitlines()], done.returncode

    def verify(self, *files):
        """The verdict of each file and its contradictions, and the exit code."""
        done = self.run("verify", "-o", "ndjson", *files)
        records = [json.loads(line) for line in done.stdout.splitlines()]
        return [(r["verdict"], r["contradictions"]) for r in records if r["type"] == "chain"], \
            done.returncode


def of_type(records, kind):
    return [r for r in records if r["type"] == kind]


def verdict_of(records):
    chains = of_type(records, "chain")
    return (chains[0]["verdict"], chains[0]["contradictions"]) if len(chains) == 1 else chains


def versions(client):
    listed = json.loads(client.run("versions", "-o", "json").stdout)
    listed = listed[0] if isinstance(listed, list) else listed
    return [v["version"] for v in listed["versions"]]


def every_pair(client):
    """A, B, A, B: consistent with the near one as B, and each way a lie with the liar as B."""
    kinds = [
        ("near", client.near, ("consistent", []), GOOD),
        # The liar's first reply is a day later than the honest one that came after it.
        ("liar", client.liar, ("contradiction", [[2, 3]]), MALFEASANCE),
    ]
    names = versions(client)

    def of_pair(pair):
        first, second = pair
        problems, expected = [], []
        for kind, server, verdict, exit_code in kinds:
            name = client.path(f"{first}-{second}-{kind}.json")
            records, code = client.chain([(client.honest, first), (server, second)], "--in-order",
                                         "--save", name)
            asked = [r["version"] for r in of_type(records, "query")]
            if (verdict_of(records), code) != (verdict, exit_code):
                problems.append(f"{first}, {second}, {kind}: {verdict_of(records)}, exit {code}")
            if asked != [first, second, first, second]:
                problems.append(f"{first}, {second}, {kind}: answered in {asked}")
            expected.append((name, verdict))
        found, code = client.verify(*(name for name, _ in expected))
        if found != [verdict for _, verdict in expected] or code != MALFEASANCE:
            problems.append(f"{first}, {second}: verify says {found}, exit {code}")
        return problems

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for problems in pool.map(of_pair, [(a, b) for a in names for b in names][::client.step]):
            yield from problems


def whole(client):
    """A liar that sends a tag which nobody knows does not spoil the chain by being the last."""
    with Server(client.rtctl, client.folder, "odd", "--offset", "86400", "--radius", "3",
                "--fault", "tag.unknown") as odd:
        name = client.path("whole.json")
        records, code = client.chain([(client.honest, "v14"), (odd, "google")], "--in-order",
                                     "--save", name)
        if (verdict_of(records), code) != (("contradiction", [[2, 3]]), MALFEASANCE):
            yield f"{verdict_of(records)}, exit {code}"
        if client.verify(name) != ([("contradiction", [[2, 3]])], MALFEASANCE):
            yield f"verify says {client.verify(name)}"


def three(client):
    """In a random order, over UDP and over TCP, in whatever version they like."""
    servers = [(client.honest,), (client.near,), (client.liar,)]
    for way in "--udp", "--tcp":
        records, code = client.chain(servers, way)
        order = [r["server"]["name"] for r in of_type(records, "query")]
        rounds = [r["round"] for r in of_type(records, "query")]
        links = [r["link"] for r in of_type(records, "query")]
        at = [i + 1 for i, name in enumerate(order) if name == client.liar.address]
        pairs = [[i, j] for i in at for j in range(i + 1, 7) if j not in at]
        if code != MALFEASANCE or verdict_of(records) != ("contradiction", pairs):
            yield f"{way}: {verdict_of(records)} where {pairs} contradict, exit {code}"
        if order[:3] != order[3:] or len(set(order)) != 3:
            yield f"{way}: the order is {order}"
        if (rounds, links) != ([1, 1, 1, 2, 2, 2], [1, 2, 3, 4, 5, 6]):
            yield f"{way}: rounds {rounds}, links {links}"
        if {r["transport"] for r in of_type(records, "query")} != {way[2:]}:
            yield f"{way}: over another transport"
        summary = records[-1]
        if summary["exit"] != code or summary["links"] != 6 or summary["agreement"]["count"] != 2:
            yield f"{way}: {summary}"


def order(client):
    servers = [(client.honest, "v14"), (client.near, "v14"), (client.liar, "v14")]
    wanted = [server.address + "/v14" for server, _ in servers]
    records, _ = client.chain(servers, "--in-order", "--rounds", "3")
    if [r["server"]["name"] for r in of_type(records, "query")] != wanted * 3:
        yield "--in-order does not keep the order"
    seen = set()
    for seed in range(20):
        runs = [client.chain(servers, "--seed", f"{seed:02x}")[0] for _ in range(2)]
        orders = [tuple(r["server"]["name"] for r in of_type(run, "query")) for run in runs]
        first = [of_type(run, "query")[0]["exchange"]["request"] for run in runs]
        if orders[0] != orders[1] or first[0] != first[1]:
            yield f"--seed {seed:02x} does not decide"
        seen.add(orders[0])
    if len(seen) < 4:
        yield f"of six orders only {len(seen)} came up"


def passed_over(client):
    """Who has another key than was said, or does not answer, is no link and no liar."""
    yield from patiently(partial(another_key, client))
    with Server(client.rtctl, client.folder, "silent", "--fault", "silent") as silent:
        yield from patiently(partial(one_silent, client, silent))
        yield from patiently(partial(cut_short, client, silent))


def quick(patience):
    return ["--retries", "0", "-t", f"{patience * 0.2}"]


def another_key(client, patience):
    servers = [(client.honest, "v8"), (client.liar, "v8", client.near.key), (client.near, "v4")]
    saved = client.path("passed-over.json")
    records, code = client.chain(servers, "--in-order", *quick(patience), "--save", saved)
    links = [r["link"] for r in of_type(records, "query")]
    states = [r["state"] for r in of_type(records, "query")]
    if code != SOME or verdict_of(records) != ("consistent", []):
        yield f"another key: {verdict_of(records)}, exit {code}"
    if links != [1, None, 2, 3, None, 4] or states.count("invalid") != 2:
        yield f"another key: links {links}, {states}"
    if client.verify(saved) != ([("consistent", [])], GOOD):
        yield f"another key: verify says {client.verify(saved)}"


def one_silent(client, silent, patience):
    for version in "v8", None:
        servers = [(silent, version), (client.honest, "v8"), (client.near,)]
        records, code = client.chain(servers, *quick(patience), "--in-order")
        links = [r["link"] for r in of_type(records, "query")]
        if code != SOME or links != [None, 1, 2, None, 3, 4]:
            yield f"silent, asked in {version}: exit {code}, {records[-1]}"
    records, code = client.chain([(silent, "v8"), (client.honest, "v8")], "--rounds", "1",
                                 *quick(patience))
    if code != NO_ANSWER or of_type(records, "chain"):
        yield f"a chain of one: exit {code}"


def cut_short(client, silent, patience):
    """The deadline cuts a chain short; what there is is judged and saved whole."""
    saved = client.path("passed-over.json")
    servers = [(client.honest, "v8"), (client.near, "v14"), (silent, "v8")]
    records, code = client.chain(servers, "--in-order", "--deadline", f"{patience * 0.5}",
                                 "--save", saved)
    if code != SOME or [r["link"] for r in of_type(records, "query")] != [1, 2] + [None] * 4:
        yield f"--deadline: exit {code}, {records[-1]}"
    if client.verify(saved) != ([("consistent", [])], GOOD):
        yield f"--deadline: verify says {client.verify(saved)}"


def offered(client, record):
    """The numbers that a request offers."""
    done = subprocess.run([client.rtctl, "decode", "-o", "json", "--as", "base64"],
                          input=record["exchange"]["request"], capture_output=True, text=True,
                          timeout=SECONDS, check=True)
    lists = [tag["versions"] for tag in json.loads(done.stdout)["tags"] if "versions" in tag]
    return [number["number"] for number in lists[0]] if lists else []


def offers(client):
    """Where nobody signs the request it offers one number; where one signs it, it may offer more."""
    servers = [(client.honest, "v1-v11"), (client.near, "v14-rfc10049"), (client.liar, "google")]
    records, _ = client.chain(servers, "--in-order", "--rounds", "1")
    lists = [offered(client, record) for record in of_type(records, "query")]
    if lists != [["0x8000000b"], ["0x00000001", "0x8000000c"], []]:
        yield f"{lists}"
    # Asked for no version: one number, the one that was found out before.
    records, _ = client.chain([(client.honest,), (client.near,)])
    lists = [offered(client, record) for record in of_type(records, "query")]
    if lists != [["0x00000001"]] * 4:
        yield f"{lists}"


def forms(client):
    """Every form proves the same, where the request is not needed; what it lacks is said."""
    servers = [client.honest, client.near, client.liar]
    keys = [arg for server in servers for arg in ("-k", server.key)]
    hosts = [server.address for server in servers]
    lie = ("contradiction", [[3, 4], [3, 5]])
    for version in "google", "v4", "v7", "v8", "v14":
        for form in "rfc10049", "draft08", "draft00", "google":
            saved = client.path(f"{version}-{form}")
            done = client.run("query", "--chain", "--in-order", "-V", version, "--save", saved,
                              "--report-format", form, *keys, *hosts)
            lost = [word for word in ("key", "request") if f"the server's {word}" in done.stderr
                    or f"the {word}" in done.stderr]
            lacks = {"rfc10049": [], "google": ["request"]}.get(form, ["key", "request"])
            if done.returncode != MALFEASANCE or lost != lacks:
                yield f"{version} as {form}: exit {done.returncode}, {done.stderr}"
            unproven = version == "v14" and form != "rfc10049"
            found, code = client.verify(*keys, saved)
            if found != [("unverified", []) if unproven else lie] or \
                    (not unproven and code != MALFEASANCE):
                yield f"{version} as {form}: verify says {found}, exit {code}"


def from_list(client):
    """The hints of a list; --pick; fewer than three."""
    text = {"servers": [
        {"name": name, "version": number, "publicKeyType": "ed25519", "publicKey": server.key,
         "addresses": [{"protocol": "udp", "address": server.address}]}
        for name, number, server in [("eight", 0x80000008, client.honest),
                                     ("fourteen", 0x8000000C, client.near),
                                     ("last", 1, client.liar),
                                     ("four", 0x80000004, client.honest)]]}
    file = client.path("list.json")
    Path(file).write_text(json.dumps(text))
    done = client.run("query", "--chain", "-l", file, "-o", "ndjson", "--in-order")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    asked = [r["version"] for r in of_type(records, "query")][:4]
    if [asked[0], asked[3]] != ["v8", "v4"] or done.returncode != MALFEASANCE:
        yield f"answered in {asked}, exit {done.returncode}"
    for picked, code in ("2", USAGE), ("3", None), ("4", None):
        done = client.run("query", "--chain", "-l", file, "--pick", picked, "-o", "ndjson")
        if code is not None and done.returncode != code:
            yield f"--pick {picked}: exit {done.returncode}"
        if code is None and len(done.stdout.splitlines()) != 2 * int(picked) + 2:
            yield f"--pick {picked}: {len(done.stdout.splitlines())} records"
    done = client.run("query", "--chain", "-l", file, "eight", "four/v4")
    if done.returncode != GOOD or "cannot tell who lied" not in done.stderr:
        yield f"two servers: exit {done.returncode}, {done.stderr}"


def repeated(client):
    keys = [arg for s in (client.honest, client.near, client.liar) for arg in ("-k", s.key)]
    hosts = [s.address + "/v14" for s in (client.honest, client.near, client.liar)]
    saved = client.path("repeated.ndjson")
    done = client.run("query", "--chain", "--repeat", "3", "--every", "0.05", "-o", "ndjson",
                      "--in-order", "--save", saved, *keys, *hosts)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    types = [r["type"] for r in records]
    if types != ["chain"] * 3 + ["summary"] or done.returncode != MALFEASANCE:
        yield f"exit {done.returncode}, {types}"
    if records[-1]["contradictions"] != 3 or records[-1]["exit"] != MALFEASANCE:
        yield f"{records[-1]}"
    for number, record in enumerate(of_type(records, "chain"), 1):
        told = record["run"], record["verdict"], record["contradictions"], len(record["links"])
        if told != (number, "contradiction", [[3, 4], [3, 5]], 6) or \
                client.liar.address not in record["explanation"]:
            yield f"{told}, {record['explanation']}"
    # Every proof is a line of its own.
    found, code = client.verify(saved)
    if len(Path(saved).read_text().splitlines()) != 3 or code != MALFEASANCE or \
            found != [("contradiction", [[3, 4], [3, 5]])] * 3:
        yield f"saved: {found}, exit {code}"
    done = client.run("query", "--chain", "--repeat", "2", "--every", "0.05", "--save", saved,
                      *keys[:4], *hosts[:2])
    # What was found before stays.
    if done.returncode != GOOD or len(done.stdout.splitlines()) != 3 or \
            len(Path(saved).read_text().splitlines()) != 3:
        yield f"no lie: exit {done.returncode}, {done.stdout}"
    yield from interrupted(client, keys[:4], hosts[:2])


def interrupted(client, keys, hosts):
    for number in signal.SIGINT, signal.SIGTERM:
        with subprocess.Popen([client.rtctl, "query", "--chain", "--repeat", "0", "--every", "3600",
                               *keys, *hosts], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True) as process:
            first = process.stdout.readline()
            process.send_signal(number)
            rest, _ = process.communicate(timeout=SECONDS)
        if process.returncode != GOOD or "consistent" not in first or not rest.startswith("1 run:"):
            yield f"{number.name}: exit {process.returncode}, {first}{rest}"


def stamps(client):
    document = Path(client.path("document"))
    document.write_bytes(b"what I knew\n")
    servers = [(client.honest, "v14"), (client.near, "v4"), (client.honest, "google")]
    stamp = Path(str(document) + ".stamp")
    # Nobody is there: no stamp, and none that stands in the way.
    _, code = client.chain([(client.honest, "v14", client.near.key)], "--stamp", str(document),
                           "--retries", "0", "-t", "0.1")
    if code != NO_ANSWER or stamp.exists():
        yield f"without an answer: exit {code}"
    _, code = client.chain(servers, "--stamp", str(document))
    responses = json.loads(stamp.read_text())["responses"]
    if code != GOOD or len(responses) != 6 or not all("rand" in r for r in responses):
        yield f"exit {code}, {len(responses)} links"
    if client.verify(str(stamp)) != ([("consistent", [])], GOOD):
        yield f"verify says {client.verify(str(stamp))}"
    done = client.run("verify", "--document", str(document), str(stamp))
    if done.returncode != GOOD:
        yield f"verify --document: exit {done.returncode}"
    if client.run("verify", "--document", client.rtctl, str(stamp)).returncode != 1:
        yield "it proves another document too"
    _, code = client.chain(servers, "--stamp", str(document))
    if code != OUTPUT:
        yield f"an older stamp: exit {code}"


def pipes(client):
    """Whoever reads may go: the run ends, and says so."""
    keys = ["-k", client.honest.key]
    with subprocess.Popen([client.rtctl, "query", "--chain", "--repeat", "0", "--every", "0.01",
                           *keys, client.honest.address + "/v14", client.honest.address + "/v8"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        process.stdout.readline()
        process.stdout.close()
        if process.wait(SECONDS) != OUTPUT:
            yield f"exit {process.returncode}"


TESTS = [every_pair, whole, three, order, passed_over, offers, forms, from_list, repeated, stamps, pipes]


def main():
    rtctl = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = [stack.enter_context(Server(rtctl, folder, name, *options)) for name, options in
                   [("honest", []), ("near", ["--offset", "2"]), ("liar", ["--offset", "86400"])]]
        client = Client(rtctl, folder, *servers)
        client.step = int(sys.argv[2]) if len(sys.argv) > 2 else 1
        return live_query.run_tests(TESTS, client)


if __name__ == "__main__":
    sys.exit(main())
