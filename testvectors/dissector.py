#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds what tshark shows with the dissector of rtctl against what decode says. Prints TAP.

    dissector.py RTCTL

Every packet of the test vectors, over UDP, and some over TCP; then the captures. Skipped where
tshark is not installed.
"""

import base64
import json
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

FIELDS = ["frame.number", "rtctl.direction", "rtctl.version", "rtctl.candidate",
          "rtctl.tag", "rtctl.tag.offset", "rtctl.tag.length", "rtctl.value",
          "rtctl.zeros", "rtctl.integer", "rtctl.unit", "rtctl.time",
          "rtctl.ns", "rtctl.number", "rtctl.number.name", "rtctl.hash",
          "rtctl.leap.second"]
CAPTURES = ["demo.pcap", "roughtimed-07.pcap"]
SECONDS = 120


def packets():
    """Requests and responses of all vectors."""
    for path in sorted(Path("testvectors").glob("*/*.json")) + sorted(
            Path("testvectors/bad").glob("*/*.json")):
        if path.parts[1] in ("cli", "chains", "cases", "fuzz"):
            continue
        records = json.loads(path.read_text(encoding="utf-8"))
        records = records if isinstance(records, list) else records.get("responses", [records])
        for record in records:
            for name in ("request", "response"):
                if isinstance(record, dict) and isinstance(record.get(name), str):
                    yield base64.b64decode(record[name])


def frame(payload, protocol, number):
    """A frame of IPv4 over raw IP, checksums zero."""
    total = 20 + len(payload)
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, total, number & 0xffff, 0x4000, 64, protocol, 0,
                       bytes([127, 0, 0, 1]), bytes([127, 0, 0, 2]))
    data = head + payload
    return struct.pack("<IIII", 1700000000, number, len(data), len(data)) + data


def udp(payload, port=2002):
    return struct.pack(">HHHH", 40000, port, 8 + len(payload), 0) + payload


def tcp(payload, sequence, port=2002):
    return struct.pack(">HHIIBBHHH", 40001, port, sequence, 1, 0x50, 0x18, 65535, 0, 0) + payload


def make_capture(path):
    """All packets over UDP, some at a port of nobody; then two of TCP, the second in two segments.
    """
    all_packets = [packet for packet in packets() if 0 < len(packet) < 60000]
    frames = [udp(packet, 2002 if i % 2 else 21190) for i, packet in enumerate(all_packets)]
    framed = [packet for packet in all_packets if packet[:8] == b"ROUGHTIM" and len(packet) < 1400
              and struct.unpack("<I", packet[8:12])[0] == len(packet) - 12][:2]
    sequence = 1000
    for part in (framed[0], framed[1][:100], framed[1][100:]):
        frames.append((sequence, part))
        sequence += len(part)
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
        for number, one in enumerate(frames, 1):
            if isinstance(one, tuple):
                file.write(frame(tcp(one[1], one[0]), 6, number))
            else:
                file.write(frame(one, 17, number))
    return len(all_packets) + 2


def runs_scripts(script):
    """Newer programs run no scripts for root."""
    done = subprocess.run(["tshark", "-X", f"lua_script:{script}", "-Y", "rtctl", "-r",
                           "testvectors/captures/demo.pcap"],
                          capture_output=True, check=False, timeout=SECONDS)
    return done.returncode == 0


def plain(cell):
    """The values of a cell as tshark 4.0 writes them; 4.4 has words for truth and two backslashes.
    """
    truth = {"True": "1", "False": "0"}
    values = cell.split("|") if cell else []
    return [truth.get(value, value).replace("\\\\", "\\") for value in values]


def shown(script, path):
    """What tshark shows, by the numbers of frames."""
    command = ["tshark", "-X", f"lua_script:{script}", "-r", path, "-Y", "rtctl", "-T",
               "fields", "-E", "separator=/t", "-E", "aggregator=|"]
    for field in FIELDS:
        command += ["-e", field]
    done = subprocess.run(command, capture_output=True, check=False, timeout=SECONDS)
    assert done.returncode == 0 and b"Lua" not in done.stderr, done.stderr.decode()
    rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    return {int(row[0]): dict(zip(FIELDS[1:], map(plain, row[1:])))
            for row in rows}


def flatten(tags, path, into):
    """The tags of a record and those in them, in the order of the packet."""
    for tag in tags:
        name = path + tag["tag"]
        into["rtctl.tag"].append(name)
        into["rtctl.tag.offset"].append(str(tag["offset"]))
        into["rtctl.tag.length"].append(str(tag["length"]))
        if tag["value"]:
            into["rtctl.value"].append(tag["value"])
        if "zeros" in tag:
            into["rtctl.zeros"].append("1" if tag["zeros"] else "0")
        if "integer" in tag:
            into["rtctl.integer"].append(str(tag["integer"]))
        for member in ("unit", "time", "ns"):
            if tag.get(member) is not None:
                into[f"rtctl.{member}"].append(tag[member])
        for version in tag.get("versions", []):
            into["rtctl.number"].append(version["number"])
            into["rtctl.number.name"] += version["names"]
        into["rtctl.hash"] += tag.get("hashes", [])
        into["rtctl.leap.second"] += [f"{leap['seconds']:+d} s {leap['date'] or 'no date'}"
                                   for leap in tag.get("leaps", [])]
        if "tags" in tag:
            flatten(tag["tags"], name + ".", into)


def named(candidate):
    reading = candidate["reading"]
    return candidate["version"] + (f"/{reading}" if reading else "")


def decoded(rtctl, path):
    """The same from decode."""
    done = subprocess.run([rtctl, "decode", "-o", "ndjson", path], capture_output=True, check=False,
                          timeout=SECONDS)
    records = {}
    for record in map(json.loads, done.stdout.decode().splitlines()):
        row = {field: [] for field in FIELDS[1:]}
        row["rtctl.direction"] = [record["direction"]]
        row["rtctl.version"] = [named(record)] if record["version"] else []
        row["rtctl.candidate"] = [named(candidate) for candidate in record["candidates"]]
        flatten(record["tags"], "", row)
        records[record["packet"]] = row
    return records


def differences(rtctl, script, path, least):
    """What tshark shows otherwise than decode."""
    ours, theirs = decoded(rtctl, path), shown(script, path)
    if len(ours) < least:
        yield f"decode finds {len(ours)} packets"
    for number, row in ours.items():
        if number not in theirs:
            yield f"frame {number} is not shown ({row['rtctl.candidate']})"
            continue
        for field, values in row.items():
            if values != theirs[number][field]:
                yield f"frame {number}: {field} is {theirs[number][field]}, not {values}"
    for number in sorted(set(theirs) - set(ours)):
        yield f"frame {number} is shown, and no packet"


def main():
    rtctl = str(Path(sys.argv[1]).resolve())
    if not shutil.which("tshark"):
        print("1..0 # SKIP tshark is not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        script, made = Path(folder) / "rtctl.lua", Path(folder) / "made.pcap"
        script.write_bytes(subprocess.run([rtctl, "decode", "--dissector"], capture_output=True,
                                          check=True).stdout)
        if not runs_scripts(script):
            print("1..0 # SKIP tshark runs no scripts for this user")
            return
        least = make_capture(made)
        runs = [(made, least)] + [(Path("testvectors/captures") / name, 1) for name in CAPTURES]
        for number, (path, count) in enumerate(runs, 1):
            problems = list(differences(rtctl, script, path, count))
            print(f"{'not ' if problems else ''}ok {number} - {path.name}")
            print("".join(f"# {problem}\n" for problem in problems[:20]), end="")
        print(f"1..{len(runs)}")


main()
