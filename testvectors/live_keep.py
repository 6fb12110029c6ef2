#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Lets files that rtctl writes go wrong in every way. Prints TAP.

    live_keep.py RTCTL KEEP_FAULT_LIBRARY

Whatever happens, a file is the old one or the new one, whole: no server answers, the disk is full,
the folder takes no file, a call of the system fails, the run is killed. Each call is tried in turn,
so that no moment is left out.
"""

import errno
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import live_chain
from live_chain import GOOD, INPUT, MALFEASANCE, NO_ANSWER, OUTPUT, SECONDS, USAGE

REPORT = "testvectors/chains/lying.json"
VECTOR = "testvectors/v8/cloudflare-file-draft08-1.json"
LEFT = ".rtctl-*.new"
OLD = "what was there\n"
NOBODY = 65534


class Place:
    """rtctl, and a folder that only this test writes into."""

    def __init__(self, rtctl, library, servers):
        self.folder = tempfile.mkdtemp()
        self.rtctl, self.library, self.servers = rtctl, library, servers
        self.file = Path(self.folder, "file")

    def run(self, *args, env=None, **more):
        return subprocess.run([self.rtctl, *args], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=SECONDS, check=False,
                              env=dict(os.environ, **(env or {})), **more)

    def left(self):
        return sorted(path.name for path in Path(self.folder).glob(LEFT))

    def old(self):
        self.clear()
        self.file.write_text(OLD)

    def clear(self):
        for path in Path(self.folder).iterdir():
            path.unlink()

    def unchanged(self, what):
        if self.file.read_text() != OLD:
            yield f"{what}: the old file is gone"
        yield from self.alone(what)

    def alone(self, what):
        if self.left():
            yield f"{what}: {self.left()} is left"

    def hosts(self, count):
        found = []
        for server in self.servers[:count]:
            found += ["-k", server.key, server.address + "/v14"]
        return found


class Silent:
    """A server that never answers, and tells when it was asked."""

    def __enter__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(SECONDS)
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}/v14"
        return self

    def __exit__(self, *_):
        self.socket.close()

    def wait(self):
        self.socket.recv(65536)

    def was_asked(self):
        self.socket.setblocking(False)
        try:
            return bool(self.socket.recv(65536))
        except BlockingIOError:
            return False


def limit(size):
    """A disk that takes so much of a file."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))


def no_answer(place):
    place.old()
    with Silent() as silent:
        ask = ["query", "-k", place.servers[0].key, "--retries", "0", "-t", "0.1", silent.address]
        done = place.run(*ask, "--save", str(place.file))
        yield from place.unchanged("no answer")
        if done.returncode != NO_ANSWER or "nothing is written" not in done.stderr:
            yield f"exit {done.returncode}, {done.stderr}"
        place.clear()
        place.run(*ask, "--stamp", REPORT, "--save", str(place.file))
        if list(Path(place.folder).iterdir()):
            yield "there is a file all the same"
        place.run(*ask, "--save", str(place.file))
        lines = place.file.read_text().splitlines()
        if not lines or not all('"request"' in line and '"response"' not in line
                                     for line in lines):
            yield f"requests that nobody answered: {lines}"
        place.clear()


def interrupted(place):
    """While a server is asked; the next run is not hindered."""
    for number in signal.SIGKILL, signal.SIGTERM, signal.SIGINT:
        for stamp in [], ["--stamp", str(place.file)]:
            place.old()
            name = place.file if not stamp else Path(str(place.file) + ".stamp")
            save = stamp or ["--save", str(place.file)]
            with Silent() as silent, subprocess.Popen(
                    [place.rtctl, "query", "-t", "60", *place.hosts(1), silent.address, *save],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
                silent.wait()
                process.send_signal(number)
                if process.wait(SECONDS) != -number:
                    yield f"{number.name}: exit {process.returncode}"
            yield from place.unchanged(number.name)
            if len(list(Path(place.folder).iterdir())) != 1:
                yield f"{number.name}: something is left"
            done = place.run("query", *place.hosts(1), *save)
            if done.returncode != GOOD or not name.read_text().endswith("}\n"):
                yield f"{number.name}: the next run: exit {done.returncode}, {done.stderr}"


def full(place):
    """A disk that is full: said with its name, and nothing is lost."""
    text = os.strerror(errno.EFBIG)
    stamp = Path(str(place.file) + ".stamp")
    place.old()
    for args in (["query", *place.hosts(1), "--save", str(place.file)],
                 ["query", "--chain", *place.hosts(2), "--save", str(place.file)],
                 ["verify", "--minimal", str(place.file), REPORT]):
        done = place.run(*args, preexec_fn=limit(64))
        if done.returncode != OUTPUT or f"rtctl: {place.file}: {text}" not in done.stderr:
            yield f"{args[0]}: exit {done.returncode}, {done.stderr}"
        yield from place.unchanged(args[0])
    for args, name in ((["query", *place.hosts(1), "--stamp", str(place.file)], stamp),
                       (["key", "make", str(stamp)], stamp)):
        done = place.run(*args, preexec_fn=limit(8))
        if done.returncode != OUTPUT or f"rtctl: {name}: {text}" not in done.stderr:
            yield f"{args[0]}: exit {done.returncode}, {done.stderr}"
        if name.exists():
            yield f"{args[0]}: there is half a file"
        yield from place.unchanged(args[0])
    done = place.run("query", "-o", "ndjson", *place.hosts(1), "--save", "/dev/full")
    if done.returncode != OUTPUT or os.strerror(errno.ENOSPC) not in done.stderr:
        yield f"/dev/full: exit {done.returncode}, {done.stderr}"
    if json.loads(done.stdout.splitlines()[-1])["exit"] != OUTPUT:
        yield "the summary has another exit code"


def watch(place, *more):
    return ["query", "--chain", "--in-order", "-o", "ndjson", "--save", str(place.file), *more,
            *place.hosts(3)]


def repeated(place):
    """Watching goes on while the disk is full, and what could not be written is written later."""
    text = os.strerror(errno.EFBIG)
    place.old()
    done = place.run(*watch(place, "--repeat", "3", "--every", "0.01"), preexec_fn=limit(64))
    yield from place.unchanged("full to the end")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    said = re.findall(re.escape(f"rtctl: {place.file}: {text}; it is tried again"), done.stderr)
    if done.returncode != OUTPUT or len(records) != 4 or records[-1]["exit"] != OUTPUT or \
            len(said) != 3:
        yield f"full: exit {done.returncode}, {len(records)} records, {done.stderr}"
    with subprocess.Popen([place.rtctl, *watch(place, "--repeat", "0", "--every", "0.01")],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, preexec_fn=limit(64)) as process:
        while text not in process.stderr.readline():
            pass
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=SECONDS)
    runs = json.loads(out.splitlines()[-1])["runs"]
    lines = place.file.read_text().splitlines()
    if process.returncode != MALFEASANCE or lines[0] + "\n" != OLD or len(lines) != runs + 1:
        yield f"room again: exit {process.returncode}, {len(lines)} lines of {runs} runs"


def torn(place):
    """A report that is appended to half a line is not lost with it."""
    place.clear()
    place.run(*watch(place, "--repeat", "1"))
    whole = place.file.read_text()
    place.file.write_text(whole + whole[:100])
    done = place.run(*watch(place, "--repeat", "1"))
    if done.returncode != MALFEASANCE:
        yield f"exit {done.returncode}, {done.stderr}"
    lines = place.file.read_text().splitlines()
    if len(lines) != 3 or lines[1] != whole[:100]:
        yield f"{len(lines)} lines"
    done = place.run("verify", "-o", "ndjson", str(place.file))
    records = [json.loads(line) for line in done.stdout.splitlines()]
    verdicts = [r["verdict"] for r in records if r["type"] == "chain"]
    if verdicts != ["contradiction"] * 2 or done.returncode != INPUT:
        yield f"verify: exit {done.returncode}, {verdicts}"


def forbidden(place):
    """A folder that takes no file is known before anybody is asked."""
    place.clear()
    Path(place.folder).chmod(0o555)
    os.chmod(place.rtctl, 0o755)
    who = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    with Silent() as silent:
        for save in (["--save", str(place.file)], ["--chain", "--save", str(place.file)],
                     ["--chain", "--repeat", "0", "--save", str(place.file)],
                     ["--save", str(place.file) + "/nothing/here"]):
            done = place.run("query", "-k", place.servers[0].key, silent.address, *save, **who)
            if done.returncode != OUTPUT or f"rtctl: {save[-1]}: " not in done.stderr:
                yield f"{save}: exit {done.returncode}, {done.stderr}"
        if silent.was_asked():
            yield "a server was asked all the same"
    done = place.run("key", "make", str(place.file), **who)
    if done.returncode != OUTPUT:
        yield f"key make: exit {done.returncode}"
    done = place.run("vectors", "expect", "/dev/null", **who)
    if done.returncode != INPUT:
        yield f"vectors expect /dev/null: exit {done.returncode}, {done.stderr}"
    Path(place.folder).chmod(0o755)


def elsewhere(place):
    """Links stay; what is no regular file is written straight."""
    place.old()
    link = Path(place.folder, "link")
    link.symlink_to("file")
    ask = ["query", *place.hosts(1), "--save"]
    place.run(*ask, str(link))
    if not link.is_symlink() or not place.file.read_text().startswith("{"):
        yield "the link was not followed"
    for name in "/dev/stdout", "/dev/fd/1":
        done = place.run(*ask, name)
        if done.returncode != GOOD or done.stdout.count('{"publicKey"') != 1:
            yield f"{name}: exit {done.returncode}, {done.stdout}"
        with open(place.file, "w+", encoding="utf-8") as out:
            out.write(OLD)
            out.flush()
            code = subprocess.run([place.rtctl, *ask, name], stdout=out, timeout=SECONDS,
                                  check=False).returncode
            out.seek(0)
            text = out.read()
        if code != GOOD or not text.startswith(OLD) or text.count('{"publicKey"') != 1 or \
                text.count("v14") < 2:
            yield f"{name} into a file: exit {code}, {text}"
    fifo = Path(place.folder, "fifo")
    os.mkfifo(fifo)
    with subprocess.Popen([place.rtctl, *ask, str(fifo)], stdout=subprocess.DEVNULL) as process:
        text = fifo.read_text()
    if process.returncode != GOOD or text.count('{"publicKey"') != 1:
        yield f"fifo: exit {process.returncode}, {text}"
    place.old()
    done = place.run("query", *place.hosts(1), "--stamp", str(place.file), "--save",
                     str(place.file))
    yield from place.unchanged("the document itself")
    if done.returncode != USAGE:
        yield f"the document itself: exit {done.returncode}"


class Sweep:
    """A command, and what it leaves when nothing fails. `is_new` knows its new file."""

    def __init__(self, place, args, code, old, is_new):
        self.place, self.args, self.code, self.old, self.is_new = place, args, code, old, is_new
        self.mark = Path(place.folder, "mark")

    def prepare(self):
        self.place.clear()
        if self.old is not None:
            self.place.file.write_text(self.old)

    def is_old(self):
        file = self.place.file
        return file.read_text() == self.old if file.exists() else self.old is None

    def each(self, call, how):
        """Lets this happen at each call in turn: the number of the call, and how the run ended."""
        for number in range(1, 1000):
            self.prepare()
            asan = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
            done = self.place.run(*self.args, env={
                "LD_PRELOAD": self.place.library, "KEEP_FAULT": f"{call}:{number}:{how}",
                "KEEP_FAULT_MARK": str(self.mark), "ASAN_OPTIONS": asan})
            if not self.mark.is_symlink():
                if number == 1:
                    raise RuntimeError(f"{self.args[0]} makes no call of {call}")
                return
            self.mark.unlink()
            yield f"{self.args[0]}, {call} {number}", done

    def failing(self, call):
        named = 0
        text = os.strerror(errno.ENOSPC)
        for what, done in self.each(call, errno.ENOSPC):
            new = self.place.file.exists() and self.is_new()
            if not new and not self.is_old():
                yield f"{what}: neither the old file nor the new one"
            if done.returncode == self.code and not new:
                yield f"{what}: exit {done.returncode}, but the file is the old one"
            if done.returncode not in (self.code, OUTPUT) and (new or not done.stderr):
                yield f"{what}: exit {done.returncode}, {done.stderr}"
            if done.returncode == OUTPUT and not re.search(
                    f"rtctl: {re.escape(str(self.place.file))}: .*{text}\n", done.stderr):
                yield f"{what}: {done.stderr}"
            named += done.returncode == OUTPUT
            if call != "unlinkat":
                yield from self.place.alone(what)
        if named == 0:
            yield f"{self.args[0]}: {call} never failed"

    def ending(self, call, number):
        for what, done in self.each(call, -number):
            if done.returncode != -number:
                yield f"{what}: {number.name} has no effect: exit {done.returncode}"
            new = self.place.file.exists() and self.is_new()
            if not new and not self.is_old():
                yield f"{what}: {number.name} leaves neither the old file nor the new one"
            if number != signal.SIGKILL:
                yield from self.place.alone(what)
            if self.old is None and new:
                continue
            done = self.place.run(*self.args)
            if done.returncode != self.code or not self.is_new():
                yield f"{what}: after {number.name}: exit {done.returncode}, {done.stderr}"


def sweeps(place):
    file = str(place.file)
    place.clear()
    place.run("verify", "--minimal", file, REPORT)
    smallest = place.file.read_text()
    vector = Path(VECTOR).read_text(encoding="utf-8")
    poor = vector.replace('"verdict": "valid"', '"verdict": "invalid"')
    return {
        "minimal": Sweep(place, ["verify", "--minimal", file, REPORT], MALFEASANCE, OLD,
                         lambda: place.file.read_text() == smallest),
        "expect": Sweep(place, ["vectors", "expect", file], GOOD, poor,
                        lambda: place.file.read_text(encoding="utf-8") == vector),
        "key": Sweep(place, ["key", "make", file], GOOD, None,
                     lambda: place.run("key", "show", file).returncode == GOOD),
    }


def one_call_fails(place):
    of = sweeps(place)
    for call in "openat", "write", "fsync", "close", "getrandom":
        for sweep in of.values():
            if call != "getrandom" or sweep is not of["key"]:
                yield from sweep.failing(call)
    for call in "open", "renameat", "fchmod", "open_memstream", "unlinkat":
        yield from of["minimal"].failing(call)
    yield from of["key"].failing("syscall")


def without_renameat2(place):
    """A file system that cannot rename without replacing."""
    key = sweeps(place)["key"]
    for what, done in key.each("syscall", errno.EINVAL):
        if done.returncode != GOOD or not key.is_new():
            yield f"{what}: exit {done.returncode}, {done.stderr}"
        yield from place.alone(what)


def one_call_is_the_last(place):
    of = sweeps(place)
    for number in signal.SIGKILL, signal.SIGTERM:
        for call in "openat", "write", "fsync", "close":
            yield from of["key"].ending(call, number)
            yield from of["minimal"].ending(call, number)
        yield from of["key"].ending("syscall", number)
        yield from of["minimal"].ending("renameat", number)


TESTS = [no_answer, interrupted, full, repeated, torn, forbidden, elsewhere, one_call_fails,
         without_renameat2, one_call_is_the_last]


def main():
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        os.chmod(folder, 0o755)
        rtctl = shutil.copy(sys.argv[1], folder)
        servers = [stack.enter_context(live_chain.Server(rtctl, folder, name, *options))
                   for name, options in [("honest", []), ("near", ["--offset", "2"]),
                                         ("liar", ["--offset", "86400"])]]
        library = shutil.copy(sys.argv[2], folder)  # LD_PRELOAD would end at a blank in its path
        place = Place(rtctl, library, servers)
        stack.callback(shutil.rmtree, place.folder)
        return live_chain.live_query.run_tests(TESTS, place)


sys.exit(main())
