#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs rtctl on a terminal: lines of its width, and what is waited for. Prints TAP.

    terminal.py RTCTL

Run in the source root. The terminal is a pseudo-terminal of this test; servers are sockets on
loopback that never answer.
"""

import fcntl
import os
import pty
import re
import select
import socket
import struct
import subprocess
import sys
import tempfile
import termios
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SECONDS = 60
KEY = "2jLQfHxEx6b0wVaRks7MgSTaiyYr/7saDheKd1YFFjI="
CHAIN = "testvectors/chains/wrong-order.json"

# What people read.
TEXTS = [
    ["--help"],
    ["query", "--help"],
    ["serve", "--help"],
    ["decode", "testvectors/captures/demo.pcap"],
    ["decode", "--bytes", "testvectors/cli/decode-leap.hex"],
    ["verify", "-v", "-k", KEY, "testvectors/captures/demo.pcap"],
    ["verify", "--explain", "--strict", "-k", KEY, "testvectors/captures/demo.pcap"],
    ["verify", "testvectors/cli/bad-packets.ndjson"],
    ["verify", CHAIN],
    ["compare", "-V", "v4,v5,v7,v8", "-k", KEY, "testvectors/captures/demo.pcap"],
    ["versions", "v8"],
    ["versions", "--history"],
    ["servers", "check", "testvectors/cli/servers-odd.json"],
]
# What programs read, also when it goes by a terminal.
DATA = [
    ["verify", "--convert", "rfc10049", CHAIN],
    ["verify", "--dot", CHAIN],
    ["servers", "convert", "--to", "google", "testvectors/cli/servers-clean.json"],
    ["verify", "-o", "json", CHAIN],
    ["vectors", "check", "-o", "tap", "testvectors/v8"],
]


def environment(**more):
    env = {k: v for k, v in os.environ.items()
           if not k.startswith(("RTCTL", "LC_", "LANG")) and k not in ("COLUMNS", "NO_COLOR")}
    return dict(env, LC_ALL="C.UTF-8", TZ="UTC", TERM="xterm", **more)


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text)


class Terminal:
    """A pseudo-terminal of some width, for the standard output or error of a program."""

    def __init__(self, columns):
        self.own, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def close(self):
        os.close(self.own)

    def read_all(self, process):
        """Everything until the program has ended."""
        os.close(self.theirs)
        said = b""
        while True:
            if not select.select([self.own], [], [], SECONDS)[0]:
                process.kill()
                raise RuntimeError("the program says nothing and does not end")
            try:
                more = os.read(self.own, 65536)
            except OSError:  # nobody has the other end any more
                break
            if not more:
                break
            said += more
        process.wait(timeout=SECONDS)
        return said.decode().replace("\r\n", "\n")


def on_terminal(rtctl, args, columns, **env):
    """Standard output of a run on a terminal."""
    terminal = Terminal(columns)
    process = subprocess.Popen([rtctl, *args], stdin=subprocess.DEVNULL, stdout=terminal.theirs,
                               stderr=subprocess.DEVNULL, env=environment(**env))
    said = terminal.read_all(process)
    terminal.close()
    return said


def piped(rtctl, args, **env):
    return subprocess.run([rtctl, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, env=environment(**env),
                          timeout=SECONDS, check=False).stdout


def too_long(text, columns):
    """The lines that could have been broken: they have two words or more that fit."""
    for line in plain(text).split("\n"):
        words = line.split()
        if len(line) > columns and len(words) > 1 and len(max(words, key=len)) < columns // 2:
            if not line.startswith("$ "):
                yield line


def width(rtctl):
    broken = 0
    for args in TEXTS:
        wanted = piped(rtctl, args)
        if not wanted:
            yield f"{args}: nothing is printed"
        for columns in 60, 80, 132:
            got = on_terminal(rtctl, args, columns)
            broken += got.count("\n") > wanted.count("\n")
            yield from (f"{args} at {columns}: {line}" for line in too_long(got, columns))
            if plain(got).split() != wanted.split():
                yield f"{args} at {columns}: not the same words"
    if broken < len(TEXTS):
        yield f"only {broken} runs had a line to break"


def columns_variable(rtctl):
    got = on_terminal(rtctl, TEXTS[5], 132, COLUMNS="60")
    yield from too_long(got, 60)
    for nonsense in "0", "x", "-3", "99999", "":
        if on_terminal(rtctl, TEXTS[5], 80, COLUMNS=nonsense) != on_terminal(rtctl, TEXTS[5], 80):
            yield f"COLUMNS={nonsense} matters"


def not_a_terminal(rtctl):
    for args in TEXTS:
        if piped(rtctl, args, COLUMNS="40") != piped(rtctl, args):
            yield f"{args}: COLUMNS matters"


def colours(rtctl):
    for args in TEXTS[5:7]:
        bare = on_terminal(rtctl, ["--color", "never", *args], 70)
        coloured = on_terminal(rtctl, ["--color", "always", *args], 70)
        if "\x1b" in bare or "\x1b" not in coloured:
            yield f"{args}: colours are not as asked"
        if plain(coloured) != bare:
            yield f"{args}: colours move the breaks"


def data(rtctl):
    for args in DATA:
        wanted = piped(rtctl, args)
        if not wanted or on_terminal(rtctl, args, 40) != wanted:
            yield f"{args}: changed by the terminal"


def silent_server():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    return server, f"127.0.0.1:{server.getsockname()[1]}"


def screen(text):
    """What stands on the terminal in the end, of a line that is written over and erased."""
    lines = [""]
    for part in re.split(r"(\r\x1b\[K|\n)", text):
        if part == "\n":
            lines.append("")
        elif part == "\r\x1b[K":
            lines[-1] = ""
        else:
            lines[-1] += part
    return "\n".join(lines)


def query(rtctl, columns, *args, **env):
    """Standard error of a query on a terminal, and standard output through a pipe."""
    terminal = Terminal(columns)
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([rtctl, "query", "-k", KEY, "--udp", *args],
                                   stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=terminal.theirs, env=dict(environment(), **env))
        said = terminal.read_all(process)
        output.seek(0)
        printed = output.read().decode()
    terminal.close()
    return said, printed, process.returncode


def waiting(rtctl):
    server, address = silent_server()
    with server:
        said, printed, code = query(rtctl, 100, "-V", "v8", "-t", "0.6", "--retries", "1", address)
        server.setblocking(False)
        for _ in range(8):
            server.recv(4096)
    # One of v8, twice, and of all other kinds once in the second round.
    if code != 3 or "no reply to 8 requests in v8: " not in printed:
        yield f"exit {code}, {printed!r}"
    for wanted in (rf"{address}: round 1 of 2 over UDP, 0\.\d s to the next, 2\.\d s in all",
                   rf"{address}: round 2 of 2 over UDP, 1\.\d s left"):
        if not re.search(wanted, said):
            yield f"{wanted} is not in {said!r}"
    if screen(said).strip():
        yield f"left on the terminal: {screen(said)!r}"
    left = [float(s) for s in re.findall(r"([0-9.]+) s (?:in all|left)", said)]
    if len(left) < 3 or left != sorted(left, reverse=True):
        yield f"what is left does not fall: {left}"


def waiting_for_many(rtctl):
    one, first = silent_server()
    two, second = silent_server()
    with one, two:
        said, _, _ = query(rtctl, 60, "-t", "0.6", "--retries", "0", first, second)
    if "2 of 2 have not answered: " not in said:
        yield f"{said!r}"
    for part in said.split("\r\x1b[K"):
        if len(part.split("\n")[0]) > 59 and "round" in part:
            yield f"longer than the terminal: {part!r}"


def waiting_unseen(rtctl):
    server, address = silent_server()
    asked = ["-t", "0.3", "--retries", "0", address]
    with server:
        if query(rtctl, 80, "-q", *asked)[0].strip():
            yield "-q: something is said"
        if "try" in query(rtctl, 80, *asked, TERM="dumb")[0]:
            yield "TERM=dumb: something is said"
        done = subprocess.run([rtctl, "query", "-k", KEY, "--udp", *asked], capture_output=True,
                              text=True, env=environment(), timeout=SECONDS, check=False)
        if done.stderr or "\r" in done.stdout:
            yield f"no terminal: {done.stderr!r}"


TESTS = [width, columns_variable, not_a_terminal, colours, data, waiting, waiting_for_many,
         waiting_unseen]


def main():
    rtctl = str(Path(sys.argv[1]).resolve())
    failed = 0
    with ThreadPoolExecutor(4) as pool:  # some wait for servers
        done = pool.map(lambda test: list(test(rtctl)), TESTS)
        for number, (test, wrong) in enumerate(zip(TESTS, done), 1):
            failed += bool(wrong)
            print("not ok" if wrong else "ok", number, "-", test.__name__.replace("_", " "), flush=True)
            for line in wrong[:20]:
                print("#", line)
    print(f"1..{len(TESTS)}")
    return 1 if failed else 0


sys.exit(main())
