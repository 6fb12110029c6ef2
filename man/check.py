#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compares the manual with the program. Prints TAP.

    check.py RTCTL                in the source root
    check.py --update RTCTL       writes the tables between BEGIN and END of the pages anew

What is compared: options with --help, exit codes with --help, checks and reasons with the tables of
the library and with what the test vectors show, fields of JSON with what the commands print, and
that every example works. serve and query are run against each other on loopback. Each page's
examples run in a folder of their own, in which testvectors is that of the source.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from threading import Lock

sys.dont_write_bytecode = True  # the source root stays clean
from versions import text  # noqa: E402

MAN = Path("man")
VECTORS = Path("testvectors")
SECONDS = 300
# Tests at once: some wait for servers.
AT_ONCE = 4
LIVE = Lock()

# What shows every field of a command's JSON.
JSON_RUNS = {
    "decode": ["--bytes -V all testvectors/v*/made.json testvectors/google/*.json "
               "testvectors/captures/*.pcap testvectors/cli/*.ndjson testvectors/cli/*.hex "
               "testvectors/bad/v7/*.json testvectors/captures/kinds/*"],
    "verify": ["--explain testvectors/captures/pairs/craggy--roughtimed.pcap",
               "--explain testvectors/v5/*.json testvectors/v8/*.json testvectors/v10/*.json "
               "testvectors/bad/v*/*.json", "testvectors/captures/demo.pcap",
               "testvectors/captures/kinds/*",
               "--document testvectors/cli/verify-document.txt "
               "testvectors/cli/verify-document.ndjson",
               "testvectors/rfc10049/appendix-b.json testvectors/rfc10049/made.json",
               "testvectors/chains/wrong-order.json", "testvectors/cases/edge/receive-buffer.json",
               "--document testvectors/cli/verify-document.txt testvectors/chains/stamp.json"],
    "compare": ["testvectors/v5/*.json testvectors/v8/*.json testvectors/bad/v*/*.json "
                "testvectors/rfc10049/appendix-b.json testvectors/captures/kinds/ng-unread.pcapng "
                "testvectors/cli/verify-request.bin"],
    "versions": ["", "v5", "v7", "v16", "rfc10049", "v5 v7", "--history"],
    "vectors": ["check testvectors/v8 testvectors/bad/v8"],
    "servers": ["show", "show testvectors/cli/servers-*.json",
                "check testvectors/cli/servers-*.json"],
    "check": ["server --list -V v5/text,rfc10049", "client --list",
              "client --only client/good,client/merkle,client/radius -V v8,rfc10049 -- "
              "rtctl query -t 0.1 -k {key} {host}:{port}/{version}"],
    "demo": ["-V v5/text,rfc10049", "--fault merkle.root -V v8", "--fault silent -V v8"],
}
# Of key in a folder of its own, one after the other.
KEY_RUNS = ["make seed", "delegate seed online", "show seed online -k @key"]
# A list that says in which version a server answers; nobody listens at port 1.
LISTED = """{"servers": [{"name": "listed", "version": 1, "publicKeyType": "ed25519",
"publicKey": "AW5uAoTSTDfG5NfY1bTh08GUnOqlRb+HVhbJ3ODJvsE=",
"addresses": [{"protocol": "udp", "address": "127.0.0.1:1"}]}]}"""
# The server that is asked, at addresses of both families: LIST in what probe is asked.
BOTH = """{"servers": [{"name": "both", "publicKeyType": "ed25519", "publicKey": "KEY",
"addresses": [{"protocol": "udp", "address": "127.0.0.1:PORT"},
{"protocol": "udp", "address": "[::1]:PORT"}]}]}"""
# What query is asked, and the options of the server that it asks.
LIVE_RUNS = [
    ("--stamp document --agree 1 --check-clock", "-V v5,rfc10049 --reading text"),
    ("-V v5", "-V v5 --reading text"),
    ("--udp --retries 0", "--fault tag.missing"),
    ("--udp --retries 0", "--fault version.present"),
    ("--udp --retries 0", "--fault silent"),
    ("-V v8", "-V v14 -v"),
    ("-l list.json listed", "-V v14"),
    # What it prints beside the record of the chain, which is that of verify.
    ("--chain --rounds 1 -V v14", "-V v14"),
    ("--chain --rounds 1 --repeat 1 -V v14", "-V v14"),
]
# Sent to a server that says what it refuses: more than it has lines for.
JUNK = 30
# What probe is asked, and the options of the server. Nobody listens at port 1.
PROBE_RUNS = [
    ("--save saved", "-V v5,v14 --reading text"),
    ("-V v8 --udp", "-V v8 --fault cert.signature"),
    ("-V v14 127.0.0.1:1 nowhere.invalid", "-V v14 --grease 0.2"),
    ("-V v14 --udp -l LIST both", "-V v14"),
    ("-V v14 --dry-run --udp", "-V v14"),
    ("-V v14 --udp --agree 2 -l LIST both", "-V v14"),
    ("-V v5", "-V v5 --dut1 0.1"),
    ("-V v14 --udp --baseline was.json", "-V v14"),
]
# The same of check server.
CHECK_RUNS = [
    ("-V v14,v8", "-V v14 --fault radius"),
    ("--only v12/5.2", "-V v12 --grease 0.2"),
]


def page(name):
    return (MAN / name).read_text(encoding="utf-8")


def section(name, title):
    """The lines of a section, subsections included."""
    found = re.search(rf"^\.Sh {re.escape(title)}\n(.*?)(?=^\.Sh |\Z)", page(name), re.M | re.S)
    return found.group(1) if found else ""


def sh(rtctl, command, folder=".", **settings):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "RTCTL"))}
    env.update(settings, LC_ALL="C", TZ="UTC",
               PATH=f"{Path(rtctl).resolve().parent}{os.pathsep}{env['PATH']}")
    return subprocess.run(["sh", "-c", command], cwd=folder, stdin=subprocess.DEVNULL,
                          capture_output=True, env=env, timeout=SECONDS, check=False,
                          encoding="utf-8", errors="backslashreplace")


@lru_cache(maxsize=None)
def help_of(rtctl, args):
    return sh(rtctl, f"rtctl {args} --help").stdout


def block(rtctl, args, title):
    """The lines of --help after a title."""
    lines = help_of(rtctl, args).splitlines()
    if title not in lines:
        return []
    rest = lines[lines.index(title) + 1:]
    return rest[:rest.index("")] if "" in rest else rest


def commands(rtctl):
    return [line.split()[0] for line in block(rtctl, "", "commands:")]


# Options.

def option_lines(rtctl, command):
    """What stands below each title that begins with "options"."""
    inside = False
    for line in help_of(rtctl, command).splitlines():
        inside = line.startswith("options") or (inside and line != "")
        if inside and not line.startswith("options"):
            yield line


def helped(rtctl, command):
    """Every option of --help, "-k" and "--key" alike, with whether it takes an argument."""
    for line in option_lines(rtctl, command):
        found = re.match(r"\s+(?:(-\w), )?(--[\w-]+)( [A-Z]+)?", line)
        for option in found.group(1), found.group(2):
            if option:
                yield option, bool(found.group(3))


def documented(name):
    for line in re.findall(r"^\.It (Fl .*)", section(name, "OPTIONS"), re.M):
        has_argument = " Ar " in line
        for option in re.findall(r"Fl (\S+)", line):
            yield f"-{option}", has_argument


def options(rtctl, command):
    name = f"rtctl-{command}.1" if command else "rtctl.1"
    have, said = set(helped(rtctl, command)), set(documented(name))
    for option, _ in sorted(have - said):
        yield f"{name} does not have {option} as --help does"
    for option, _ in sorted(said - have):
        yield f"{name} has {option}, --help does not, or not so"


# Generated tables.

def rows(header, table):
    """Name and sentence of each row of an X-macro."""
    source = Path(header).read_text(encoding="utf-8")
    body = re.search(rf"#define {table}\(X\)((?:.*\\\n)+.*)", source).group(1).replace("\\\n", " ")
    return re.findall(r'X\(\w+,\s*"([^"]*)",\s*"((?:[^"\\]|\\.)*)"', body)


def reasons():
    return rows("lib/base/error.h", "RT_ERRORS")


def exits(rtctl):
    return [line.split(None, 1) for line in block(rtctl, "", "exit status:")]


def precedence(rtctl):
    return block(rtctl, "", "Of several that apply the first of these is given:")[0].strip()


def listed(table, width):
    lines = [f".Bl -tag -width {width} -compact"]
    for name, meaning in table:
        lines += [f".It {name}", text(meaning[0].upper() + meaning[1:]) + "."]
    return "\n".join(lines + [".El"]) + "\n"


def tables(rtctl):
    return {
        ("rtctl.1", "exits"): listed(exits(rtctl), "70"),
        ("rtctl.1", "order"): precedence(rtctl) + ".\n",
        ("rtctl-probe.1", "metrics"): "".join(
            f".It Va {name}\n{text(what[0].upper() + what[1:])}.\n"
            for name, what in rows("lib/files/probe_metrics.h", "RT_PROBE_METRICS")),
        ("rtctl-probe.1", "cases"): "".join(
            f".It Cm {name}\n{text(what[0].upper() + what[1:])}.\n"
            for name, what in rows("lib/client/probe_case.h", "RT_PROBE_CASES")),
        ("rtctl-verify.1", "reasons"): listed(((f"Cm {n}", t) for n, t in reasons()),
                                              "version-not-offered"),
    }


def with_table(name, mark, fresh):
    pattern = rf'(^\.\\" BEGIN {mark}\n).*?(^\.\\" END {mark}\n)'
    return re.sub(pattern, lambda m: m.group(1) + fresh + m.group(2), page(name),
                  flags=re.M | re.S)


def generated(rtctl):
    for (name, mark), fresh in tables(rtctl).items():
        if f"BEGIN {mark}" not in page(name) or with_table(name, mark, fresh) != page(name):
            yield f"{name}: the table {mark} is old; man/check.py --update RTCTL"


# Checks.

def documented_checks():
    """Check -> the reasons with which it fails."""
    items = section("rtctl-verify.1", "CHECKS").split("\n.It Cm ")[1:]
    return {item.split("\n")[0]: re.search(r"^Fails with\n\.Cm (.*) \.$", item, re.M)
            .group(1).split(" , ") for item in items}


def exchanges(value):
    if isinstance(value, dict):
        value = value.get("responses", [value])
    return value


def shown_reasons():
    """Every check and reason of which a test vector is."""
    for path in sorted(VECTORS.glob("**/*.json")):
        if {"cases", "cli", "fuzz", "chains"} & set(path.parts):
            continue
        for vector in exchanges(json.loads(path.read_text(encoding="utf-8"))):
            for check, outcomes in vector.get("expect", {}).get("checks", {}).items():
                for outcome in outcomes:
                    if outcome.startswith("fail:"):
                        yield check, outcome[5:]


def checks(_):
    said, have = documented_checks(), [name for name, _ in rows("lib/rules/checks.h", "RT_CHECKS")]
    if list(said) != have:
        yield f"CHECKS of rtctl-verify.1 has {', '.join(said)}, lib/rules/checks.h {', '.join(have)}"
    names = {name for name, _ in reasons()}
    for check, of in said.items():
        for reason in of:
            if reason not in names:
                yield f"rtctl-verify.1: {check}: there is no reason {reason}"
    for check, reason in sorted(set(shown_reasons())):
        if reason not in said.get(check, []):
            yield f"rtctl-verify.1 does not say that {check} fails with {reason}"


def formats(_):
    source = Path("lib/files/input.h").read_text(encoding="utf-8")
    table = re.search(r"#define RT_INPUT_FORMATS\(X\)((?:.*\\\n)+.*)", source).group(1)
    names = re.findall(r'X\(\w+,\s*"(\w+)"', table)
    said = re.findall(r"\w+", " ".join(re.findall(r"^\.It Cm (.*)", section("rtctl.1", "INPUT"),
                                                  re.M)))
    if sorted(names) != sorted(said):
        yield f"INPUT of rtctl.1 has {said}, lib/files/input.h {names}"


# JSON.

def records(output):
    value = json.loads(output)
    return value if isinstance(value, list) else [value]


def key_records(rtctl, folder):
    for args in KEY_RUNS:
        shown = records(sh(rtctl, f"rtctl key -o json {args}", folder).stdout)
        (folder / "key").write_text(shown[0]["key"], encoding="utf-8")
        yield from shown


def live_run(rtctl, folder, command, args, options):
    """What query or probe prints, and what the server prints that it asks on loopback."""
    server = subprocess.Popen(
        [Path(rtctl).resolve(), "serve", "-o", "ndjson", "--key-file", "seed",
         *options.split(), "127.0.0.1:0"],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        begin = [json.loads(server.stdout.readline()) for _ in range(2)]
        if "-v" in options:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as junk:
                for _ in range(JUNK):
                    junk.sendto(b"junk", ("127.0.0.1", begin[0]["port"]))
        key, port = begin[1]["keys"][0], str(begin[0]["port"])
        Path(folder, f"{port}.json").write_text(BOTH.replace("KEY", key).replace("PORT", port),
                                                encoding="utf-8")
        asked = f"-k {key} 127.0.0.1:{port} {args.replace('LIST', port + '.json')}"
        words = {"check": "check server"}.get(command, command)
        shown = records(sh(rtctl, f"rtctl {words} -o json {asked}", folder).stdout)
    finally:
        server.terminate()
        rest = server.communicate(timeout=SECONDS)[0]
    return shown, begin + [json.loads(line) for line in rest.splitlines()]


@lru_cache(maxsize=None)
def live_runs(rtctl):
    """What query, probe and serve print in all runs, which wait most of their time."""
    runs = [("query", *run) for run in LIVE_RUNS] + [("probe", *run) for run in PROBE_RUNS]
    runs += [("check", *run) for run in CHECK_RUNS]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(len(runs)) as pool:
        sh(rtctl, "rtctl key make seed; echo text >document", folder)
        Path(folder, "list.json").write_text(LISTED, encoding="utf-8")
        sh(rtctl, "rtctl probe -o json 127.0.0.1:1 >was.json", folder)
        done = list(pool.map(lambda run: live_run(rtctl, folder, *run), runs))
    printed_by = {command: [] for command, *_ in runs}
    for (command, *_), (shown, _) in zip(runs, done):
        printed_by[command] += shown
    return {**printed_by, "serve": [record for _, shown in done for record in shown]}


def printed(rtctl, command):
    """The records of a command, without those of others that demo prints: they have pages."""
    if command == "key":
        with tempfile.TemporaryDirectory() as name:
            shown = list(key_records(rtctl, Path(name)))
    elif command in ("query", "probe", "serve"):
        with LIVE:
            shown = live_runs(rtctl)[command]
    else:
        with ThreadPoolExecutor(2) as pool:
            done = pool.map(lambda args: sh(rtctl, f"rtctl {command} -o json {args}").stdout,
                            JSON_RUNS[command])
            shown = [record for output in done for record in records(output)]
        if command == "check":
            with LIVE:
                shown += live_runs(rtctl)[command]
    others = set(commands(rtctl)) - {command}
    if command == "serve":
        shown = shown + records(sh(rtctl, "rtctl serve --fault help -o json").stdout)
    if command == "demo":  # what query and verify print of a chain
        others.add("chain")
        shown = [r for r in shown if r["type"] != "summary" or "rows" in r]
    return [record for record in shown if record["type"] not in others]


def keys(value, found, names):
    """Every key below a value, but names of versions and of their readings."""
    if isinstance(value, list):
        for item in value:
            keys(item, found, names)
    elif isinstance(value, dict):
        found.update(key for key in value if key.split("/")[0] not in names)
        for item in value.values():
            keys(item, found, names)


def helpful(rtctl, command):
    """The two examples of the help: their options exist, and the page of the manual is named."""
    shown = block(rtctl, command, "examples:")
    if len(shown) != 2:
        yield f"rtctl {command} --help has {len(shown)} examples"
    for example in shown:
        done = sh(rtctl, f"{example.strip()} --help")
        if done.returncode or done.stderr:
            yield f"rtctl {command} --help: {example.strip()}: {done.stderr.strip()}"
    name = f"rtctl-{command}(1)" if command else "rtctl(1)"
    if f"The manual is {name}." not in help_of(rtctl, command):
        yield f"rtctl {command} --help does not name {name}"


@lru_cache(maxsize=None)
def version_names(rtctl):
    shown = records(sh(rtctl, "rtctl versions -o json").stdout)
    return {version["version"] for version in shown[0]["versions"]}


def fields(rtctl, command):
    if ("--output", True) not in helped(rtctl, command):
        return
    name = f"rtctl-{command}.1"
    found = set()
    types = set()
    for record in printed(rtctl, command):
        types.add(record["type"])
        keys(record, found, version_names(rtctl))
    body = section(name, "JSON OUTPUT")
    said = set(re.findall(r"[\w-]+", " ".join(re.findall(r"\bVa ((?:[\w-]+(?: , )?)+)", body))))
    for key in sorted(found - said - {"rtctl", "type"}):
        yield f"JSON OUTPUT of {name} does not have {key}"
    for key in sorted(said - found):
        yield f"JSON OUTPUT of {name} has {key}, which {command} never prints"
    for kind in sorted(types):
        if not re.search(rf"\bCm {kind}\b", body):
            yield f"JSON OUTPUT of {name} does not have the type {kind}"


# Examples.

def examples(name):
    for line in re.findall(r"^\.Dl \$ (.*)", section(name, "EXAMPLES"), re.M):
        yield line.replace("\\(dq", '"').replace("\\e", "\\")


def working_examples(rtctl, name):
    found = list(examples(name))
    if not found:
        yield f"{name} has no example"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "testvectors").symlink_to(VECTORS.resolve())
        for command in found:
            done = sh(rtctl, command, folder, TMPDIR=folder)
            if done.returncode not in (0, 1) or done.stderr or not done.stdout:
                yield f"{name}: {command}: exit {done.returncode} {done.stderr.strip()}"


def update(rtctl):
    for (name, mark), fresh in tables(rtctl).items():
        (MAN / name).write_text(with_table(name, mark, fresh), encoding="utf-8")


def main():
    rtctl = sys.argv[-1]
    if sys.argv[1] == "--update":
        update(rtctl)
        return 0
    names = commands(rtctl)
    tests = [("there are commands", [] if names else ["rtctl --help lists none"]),
             ("options of rtctl", options(rtctl, "")),
             ("generated tables", generated(rtctl)),
             ("checks and reasons", checks(rtctl)),
             ("formats", formats(rtctl)),
             ("help of rtctl", helpful(rtctl, "")),
             ("examples of rtctl", working_examples(rtctl, "rtctl.1"))]
    for command in names:
        tests += [(f"options of {command}", options(rtctl, command)),
                  (f"help of {command}", helpful(rtctl, command)),
                  (f"JSON of {command}", fields(rtctl, command)),
                  (f"examples of {command}", working_examples(rtctl, f"rtctl-{command}.1"))]
    failed = False
    print(f"1..{len(tests)}")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(lambda test: list(test[1]), tests))
    for number, ((title, _), problems) in enumerate(zip(tests, done), 1):
        failed = failed or bool(problems)
        print("not ok" if problems else "ok", number, "-", title)
        for problem in problems:
            print("#", problem)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
