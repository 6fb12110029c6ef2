#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compiles the programs of roughtime(3) as the page has them, in C and in C++, with what a build
installs and nothing else, and runs them on test vectors and against servers on loopback. Prints TAP.

    programs.py [--c++] RTCTL BUILD COMPILER...      in the source root

With --c++ the programs in C++, whose headers take long to compile, else those in C. COMPILER is that
of C. What waits for servers runs at the same time.
"""

import base64
import json
import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

PAGE = Path("man/roughtime.3")
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror"]
SECONDS = 120

# A file, and the exit code of a program that verifies it.
RUNS = [
    ("testvectors/v8/made.json", 0),
    ("testvectors/rfc10049/made.json", 0),
    ("testvectors/bad/v8/merkle.root.json", 1),
    ("testvectors/bad/v19/delegation.window.json", 1),
]


# A report, the numbers of its links that are taken, the exit code, and what a program prints that
# judges them as a chain.
REPORT = "testvectors/rfc10049/appendix-b.json"
CHAINS = [
    ([0, 1, 2], 1, "contradiction\nlinks 1 and 2\n"),
    ([1, 2], 0, "consistent\n"),
    ([0, 2, 1], 1, "invalid\n"),
]


# Chains of real programs, in every form: what each is worth, to somebody who trusts these keys.
EXPECT = json.loads(Path("testvectors/chains/expect.json").read_text(encoding="utf-8"))
BROKEN = ("testvectors/chains/bad-entry.json",
          'offset 3197: link 5: "reply" is not base64: a wrong character or wrong padding\n')


def programs():
    """The programs of the page that begin with their name: verify.c, query.cc."""
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"^\.Bd -literal\n(.*?)^\.Ed$", text, re.M | re.S)
    named = [(re.match(r"/[*/] (\w+\.cc?)\b", block), block) for block in blocks]
    return {name.group(1): block.replace("\\e", "\\") for name, block in named if name}


class Installed:
    """What a build installs, in a folder of its own."""

    def __init__(self, build, folder):
        self.folder = folder
        subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--quiet"], check=True,
                       env={**os.environ, "DESTDIR": str(folder)}, stdout=subprocess.DEVNULL)
        (config,) = folder.rglob("roughtime.pc")
        self.env = {**os.environ, "PKG_CONFIG_PATH": str(config.parent),
                    "PKG_CONFIG_SYSROOT_DIR": str(folder)}
        self.env["LD_LIBRARY_PATH"] = str(config.parent.parent)

    def build(self, name, code, compiler):
        """Returns what the compiler says if it fails."""
        source = self.folder / name
        source.write_text(code, encoding="utf-8")
        library = "roughtime-files" if "<roughtime-files.h>" in code else "roughtime"
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", library], check=True,
                               env=self.env, capture_output=True, text=True).stdout.split()
        command = [*compiler, *WARNINGS, source, *flags, "-o", self.program(name)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stderr if done.returncode else ""

    def program(self, name):
        return self.folder / name.replace(".", "-")

    def run(self, name, *words):
        return subprocess.run([self.program(name), *words], env=self.env, capture_output=True, text=True,
                              timeout=SECONDS, check=False)


def verify(installed, name, path, code):
    """What is wrong with the run of a program that verifies an exchange."""
    vector = json.loads(Path(path).read_text(encoding="utf-8"))
    vector = vector[0] if isinstance(vector, list) else vector
    files = [installed.folder / f"{name}.{part}" for part in ("request", "response")]
    for file in files:
        file.write_bytes(base64.b64decode(vector[file.suffix[1:]]))
    done = installed.run(name, vector["publicKey"], *files)
    expect, lines = vector["expect"], done.stdout.splitlines()
    second = r"[1-9]\d+ \+- [1-9]\d* ns" if code == 0 else r"[a-zA-Z]+ .*"
    if done.returncode != code or done.stderr or len(lines) != 2 or \
            lines[0] != f"{expect['version']} {expect['verdict']}" or \
            not re.fullmatch(second, lines[1]):
        return f"exit {done.returncode}, {done.stdout!r} {done.stderr!r}"
    return ""


def chain(installed, name, numbers, code, said):
    """What is wrong with the run of a program that judges a chain."""
    report = json.loads(Path(REPORT).read_text(encoding="utf-8"))
    words = []
    for number in numbers:
        link = report["responses"][number]
        words.append(link["publicKey"])
        for part in ("request", "response", "rand"):
            words.append(installed.folder / f"{name}.{part}{number}")
            words[-1].write_bytes(base64.b64decode(link.get(part, "")))
    done = installed.run(name, *words)
    if (done.returncode, done.stdout, done.stderr) != (code, said, ""):
        return f"exit {done.returncode}, {done.stdout!r} {done.stderr!r}"
    return ""


def report(installed, name, path, expect):
    """What is wrong with the run of a program that judges the report in a file."""
    done = installed.run(name, Path("testvectors", path), *expect.get("keys", []))
    said, code = expect["verdict"] + "\n", 0 if expect["verdict"] == "consistent" else 1
    if "minimal" in expect:
        said += "links {} and {}\n".format(*expect["minimal"])
    if (done.returncode, done.stdout, done.stderr) != (code, said, ""):
        return f"exit {done.returncode}, {done.stdout!r} {done.stderr!r}"
    return ""


def reports(installed, name):
    """Each test of a program that judges reports, and what is wrong."""
    for path, expect in EXPECT.items():
        yield f"{name} {path}", report(installed, name, path, expect)
    key = json.loads(Path(REPORT).read_text(encoding="utf-8"))["responses"][0]["publicKey"]
    yield f"{name}: links of servers that are not trusted", report(
        installed, name, Path(REPORT).relative_to("testvectors"),
        {"verdict": "unverified", "keys": [key]})
    done = installed.run(name, BROKEN[0])
    yield f"{name}: a link that cannot be read", "" if (done.returncode, done.stdout) == (
        2, BROKEN[1]) else f"exit {done.returncode}, {done.stdout!r}"


class Program:
    """A program that serves on a free port."""

    def __init__(self, command, **options):
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
        self.said = b""
        port, key = self.wait_for(r"port (\d+)"), self.wait_for(r"key (\S+)")
        self.words = [key, f"127.0.0.1:{port}"]

    def wait_for(self, pattern):
        while not (found := re.search(pattern + r"[^\n]*\n", self.said.decode())):
            if not select.select([self.process.stdout], [], [], SECONDS)[0]:
                raise RuntimeError("the server says nothing")
            more = os.read(self.process.stdout.fileno(), 65536)
            if not more:
                raise RuntimeError(f"the server has ended: {self.said.decode()}")
            self.said += more
        return found.group(1)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.terminate()
        self.process.communicate()


class Server(Program):
    """rtctl serve."""

    def __init__(self, rtctl, folder, number, *options):
        seed = folder / f"seed{number}"
        seed.touch(mode=0o600)
        seed.write_text(f"{number:064x}\n")
        super().__init__([rtctl, "serve", "--key-file", seed, *options, "127.0.0.1:0"],
                         stdin=subprocess.DEVNULL)


def serve(installed, name, rtctl):
    """What is wrong with the program that serves: it is asked over both transports, and ended."""
    with Program([installed.program(name)], env=installed.env, stdin=subprocess.PIPE) as server:
        key, address = server.words
        for option in ("--udp", "--tcp"):
            done = subprocess.run([rtctl, "query", "-q", option, "-k", key, address],
                                  capture_output=True, text=True, timeout=SECONDS, check=False)
            if done.returncode != 0:
                return f"query {option}: exit {done.returncode}, {done.stdout!r} {done.stderr!r}"
        said = server.process.communicate(timeout=SECONDS)[0].decode()
        if server.process.returncode != 0 or "replies 2\n" not in said:
            return f"exit {server.process.returncode}, {said!r}"
    return ""


def query(installed, name, servers, said, code):
    """What is wrong with the run of a program that asks servers: a word for each, and the time."""
    done = installed.run(name, *(word for server in servers for word in server.words))
    lines = done.stdout.splitlines()
    want = [f"{server.words[1]} {words}" for server, words in zip(servers, said)]
    last = r"[1-9]\d+ \+- [1-9]\d* ns" if code == 0 else "too few servers .*"
    if done.returncode != code or done.stderr or lines[:-1] != want or \
            not re.fullmatch(last, lines[-1]):
        return f"exit {done.returncode}, {done.stdout!r} {done.stderr!r}"
    return ""


def queries(rtctl, installed, name):
    """Each test of a program that asks servers, and what is wrong."""
    folder = Path(installed.program(name + ".servers"))
    folder.mkdir()
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        right = [stack.enter_context(Server(rtctl, folder, i)) for i in (1, 2)]
        liar = stack.enter_context(Server(rtctl, folder, 3, "--offset", "3600"))
        again = stack.enter_context(Server(rtctl, folder, 3, "--offset", "3600"))
        bad = stack.enter_context(Server(rtctl, folder, 4))
        bad.words[0] = again.words[0]  # the key of another server
        yes, no, wrong = "valid agrees", "valid does not agree", "invalid does not agree"
        tests = [
            ("three servers, one lies", [liar, *right], [no, yes, yes], 0),
            ("one key counts once", [liar, again, *right], [no, no, yes, yes], 0),
            ("one with another key", [bad, *right], [wrong, yes, yes], 0),
            ("two of two are needed", [liar, right[0]], [no, no], 1),
            ("no valid answer", [bad], [wrong], 1),
        ]
        done = [pool.submit(query, installed, name, *test[1:]) for test in tests]
        for (title, *_), problem in zip(tests, done):
            yield f"{name}: {title}", problem.result()


def runs(rtctl, installed, name):
    """Each test of a program that compiles, and what is wrong."""
    if name.startswith("serve"):
        yield f"{name}: it is asked", serve(installed, name, rtctl)
        return
    words = ["AAAA", "127.0.0.1:1", "x"] + (["x"] if name.startswith("chain") else [])
    yield f"{name} refuses what is no key", \
        "" if installed.run(name, *words).returncode == 2 else "it does not"
    if name.startswith("report"):
        yield from reports(installed, name)
    elif name.startswith("chain"):
        for numbers, exit_code, said in CHAINS:
            yield f"{name} {numbers}", chain(installed, name, numbers, exit_code, said)
    elif name.startswith("verify"):
        for path, exit_code in RUNS:
            yield f"{name} {path}", verify(installed, name, path, exit_code)
    else:
        yield from queries(rtctl, installed, name)


def program(rtctl, installed, name, code, command):
    """Builds a program and runs it: each test's title, and what is wrong."""
    if not shutil.which(command[0]):
        return [(f"{name} # SKIP {command[0]} is not installed", "")]
    problem = installed.build(name, code, command)
    return [(f"{name} compiles", problem)] + \
        ([] if problem else list(runs(rtctl, installed, name)))


def results(rtctl, build, compiler, folder, suffix):
    """Each test's title, and what is wrong. Two programs at a time: one may wait for its servers."""
    have = programs()
    names = {"verify.c", "verify.cc", "query.c", "query.cc", "chain.c", "chain.cc", "report.c",
             "report.cc", "serve.c"}
    yield "the page has the programs", "" if set(have) == names else f"it has {', '.join(have)}"
    installed = Installed(build, folder)
    with ThreadPoolExecutor(2) as pool:
        # Those that wait for servers first.
        mine = sorted((name for name in have if Path(name).suffix == suffix), reverse=True,
                      key=lambda name: name.startswith("query"))
        for tests in pool.map(lambda name: program(rtctl, installed, name, have[name], compiler), mine):
            yield from tests


def main():
    number, failed = 0, False
    words, suffix = sys.argv[1:], ".c"
    if words[0] == "--c++":
        words, suffix = words[1:], ".cc"
    compiler = [*words[2:], "-std=c11"] if suffix == ".c" else ["g++", "-std=c++11"]
    with tempfile.TemporaryDirectory() as folder:
        for title, problem in results(*words[:2], compiler, Path(folder), suffix):
            number += 1
            failed |= bool(problem)
            print("not ok" if problem else "ok", number, "-", title)
            for line in problem.splitlines():
                print("#", line)
    print(f"1..{number}")
    return 1 if failed else 0


sys.exit(main())
