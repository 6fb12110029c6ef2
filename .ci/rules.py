#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Rules of the source that no compiler checks. Prints TAP; run in the source root."""

import re
import sys
from pathlib import Path

# Switches over characters or integers may have a default arm; those over enums may not.
DEFAULT_ARM = {"lib/files/output.c", "cmd/main.c"}

# Which files may use a foreign library.
OWNERS = {
    "openssl/": {"lib/wire/crypto.c"},
    "cjson/": {"lib/files/json.c"},
    "cJSON": {"lib/files/json.c"},
    "zlib": {"lib/files/unpack_gzip.c"},
    "zstd.h": {"lib/files/unpack_zstd.c"},
}

# What keeps its name and meaning.
FRONT_DOOR = [Path("lib/roughtime.h"), Path("lib/roughtime-files.h")]

FUNCTION_LINES = 50
FILE_LINES = 600

TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)


def blank(text, strings):
    """The code without comments, and without strings unless they are wanted."""

    def replace(match):
        token = match.group()
        if token[0] == "/" or not strings:
            return "\n" * token.count("\n") or " "
        return token

    return TOKEN.sub(replace, text)


class File:
    def __init__(self, path):
        self.path = path
        self.name = str(path)
        self.folder = path.parts[0]
        self.room = path.parts[1] if len(path.parts) > 2 else ""
        self.raw = path.read_text(encoding="utf-8")
        self.code = blank(self.raw, False)
        self.with_strings = blank(self.raw, True)
        self.private = "#pragma GCC visibility push(hidden)" in self.raw  # a header not installed
        endings = ("_test", "_fuzz", "_bench", "_replay")
        support = ("chain_make", "capture_make", "keep_fault")  # for tests and benchmarks
        self.test = (
            path.stem.endswith(endings)
            or path.stem.startswith(("test", "fuzz"))
            or path.stem in support
        )

    def hits(self, pattern, text):
        for match in re.finditer(pattern, text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{self.name}:{line}: {match.group().strip()}"


FILES = [File(p) for d in ("lib", "cmd", "versions") for p in sorted(Path(d).rglob("*.[ch]"))]
PLAIN = [f for f in FILES if not f.test]


def meson_lists(path="meson.build"):
    text = Path(path).read_text(encoding="utf-8")
    lists = re.findall(r"^(\w+) = \[(.*?)\]", text, re.M | re.S)
    return {name: re.findall(r"'([^']+)'", body) for name, body in lists}


# The folders of lib/: each may include itself and those before it.
ROOMS = meson_lists()["rooms"]


def listed_as(f):
    """The list of its folder's meson.build that a file belongs into, and its name there."""
    stem = f.path.stem
    if f.path.suffix == ".h":
        public = f.folder == "lib" and f.room and not f.test and not f.private
        return ("headers_of_room" if public else None), stem
    for ending, name in (("_test", "tests"), ("_fuzz", "fuzz_targets"), ("_bench", "benchmarks")):
        if stem.endswith(ending):
            return name, stem[: -len(ending)]
    return (None if f.test else "sources"), stem


def every_file_is_built():
    for folder in ("lib", "cmd"):
        for path in sorted(Path(folder).glob("*/meson.build")):
            for name, names in meson_lists(path).items():
                if names != sorted(names):
                    yield f"{path}: {name} is not in alphabetic order"
    for f in FILES:
        if f.room:
            where, stem = listed_as(f)
            lists = meson_lists(f.path.with_name("meson.build"))
            if f.private and f.path.stem in lists.get("headers_of_room", []):
                yield f"{f.name} is private and in headers_of_room of its folder"
            if where and stem not in lists.get(where, []):
                yield f"{f.name} is not in {where} of its folder's meson.build"
    versions = re.findall(r"^RT_VERSION\((\w+)\)", Path("versions/registry.def").read_text(), re.M)
    for f in PLAIN:
        if f.folder == "versions" and f.path.stem not in versions + ["registry"]:
            yield f"{f.name} is not in versions/registry.def"
    for page in Path("man").glob("*.[1-9]"):
        if page.name not in meson_lists()["man_pages"]:
            yield f"{page} is not in man_pages of meson.build"


def every_listed_file_exists():
    forms = {
        "sources": "{}.c",
        "headers_of_room": "{}.h",
        "tests": "{}_test.c",
        "fuzz_targets": "{}_fuzz.c",
        "benchmarks": "{}_bench.c",
    }
    for folder in ("lib", "cmd"):
        for path in sorted(Path(folder).glob("*/meson.build")):
            for name, names in meson_lists(path).items():
                for entry in names:
                    if not path.with_name(forms[name].format(entry)).exists():
                        yield f"{path}: {name} has {entry}, which does not exist"
    for page in meson_lists()["man_pages"]:
        if not Path("man", page).exists():
            yield f"meson.build: man_pages has {page}, which does not exist"


def every_source_has_a_test():
    for f in PLAIN:
        if f.folder == "lib" and f.path.suffix == ".c":
            names = f.path.stem, f.path.stem.split("_")[0]  # out_text.c: out_test.c will do
            if not any(f.path.with_name(f"{name}_test.c").exists() for name in names):
                yield f"{f.name} has no {f.path.stem}_test.c"


def licence_line():
    for f in FILES:
        if not f.raw.startswith("// SPDX-License-Identifier: BSD-2-Clause\n"):
            yield f"{f.name} does not begin with the licence"


def comments_name_files_that_exist():
    names = {f.path.name for f in FILES} | {"commit.h"}
    for f in FILES:
        for comment in re.finditer(r"/\*.*?\*/|//[^\n]*", f.raw, re.S):
            for name in re.findall(r"(?<![\w/.<-])([a-z][\w-]*\.[ch])\b", comment.group()):
                if name not in names:
                    yield f"{f.name}: a comment names {name}, which does not exist"


def purpose_line():
    for f in PLAIN:
        if f.path.suffix == ".c" and not re.match(r"[^\n]*\n/\*", f.raw):
            yield f"{f.name} does not say in a comment behind the licence what it does"


def header_guards():
    prefix = {"lib": "ROUGHTIME", "versions": "ROUGHTIME", "cmd": "RTCTL"}
    for f in FILES:
        if f.path.suffix == ".h":
            guard = f"{prefix[f.folder]}_{f.path.stem.upper().replace('-', '_')}_H"
            if f"#ifndef {guard}\n#define {guard}\n" not in f.raw:
                yield f"{f.name} has no guard {guard}"


def includes(f, bracket):
    return [name for b, name in INCLUDE.findall(f.raw) if b == bracket]


def lib_may_include(f, name):
    """Files of lib/ name what they include by its folder; the front door may include all."""
    room = Path(name).parts[0]
    if not Path("lib", name).exists():
        return f.room == "" and name == "registry.h"
    return not f.room or room in ROOMS and ROOMS.index(room) <= ROOMS.index(f.room)


def include_layers():
    for f in PLAIN:
        for name in includes(f, '"'):
            if f.folder == "lib":
                good = lib_may_include(f, name)
            elif f.folder == "versions":
                own = name.startswith(f.path.stem + "_") and name.endswith(".def")
                good = own or name in ("registry.h", "registry.def", "numbers.def", "rules/version.h")
            else:
                room = Path(name).parts[0]
                # A command may use what commands share; demo runs all of them, and help lists all.
                own = room in (f.room, "common", Path(name).name) or f.room in ("", "demo", "help")
                good = Path("lib", name).exists() or name in ("registry.h", "commit.h")
                good = good or own and Path("cmd", name).exists()
            if not good:
                yield f"{f.name} must not include {name}"


def foreign_libraries():
    for f in PLAIN:
        for name in includes(f, "<"):
            for prefix, owners in OWNERS.items():
                if name.startswith(prefix) and f.name not in owners:
                    yield f"{f.name} must not include <{name}>"


LOW_ROOMS = ("base", "rules", "wire", "judge")
LOW_FILES = (
    "negotiate", "client", "responder", "responder_pick", "responder_services", "leapfile", "spoil",
    "spoil_answer"
)
# Files of them that hold on to what came before, as long as their caller wants: the context of
# OpenSSL, requests that wait for their responses, links of a chain, what is seen of servers.
KEEPERS = (
    "lib/wire/crypto.c",
    "lib/judge/chain.c",
    "lib/judge/pairing.c",
    "lib/judge/server_seen.c",
)


def low(f):
    """What must run on a machine without files, sockets and heap."""
    in_lib = f.folder == "lib" and (f.room in LOW_ROOMS or f.path.stem in LOW_FILES)
    return in_lib or f.folder == "versions"


def low_layers_do_no_io():
    io = r"\b(v?f?printf|puts|fputs|putchar|fopen|open|read|write|socket|time|getenv)\s*\("
    for f in PLAIN:
        if low(f):
            yield from f.hits(io, f.code)


def low_layers_do_not_allocate():
    for f in PLAIN:
        if low(f) and f.name not in KEEPERS:
            yield from f.hits(r"\b(malloc|calloc|realloc|strdup|free)\s*\(", f.code)


def library_prints_nothing():
    words = r"\b(stderr|stdout|(?<!format\()printf|puts|putchar|perror|abort|exit)\b"
    for f in PLAIN:
        if f.folder != "cmd":
            yield from f.hits(words, f.code)


def versions_are_values():
    names = (
        r'"(v\d+|google|rfc10049)([-,/][^"]*)?"'  # also "v4-v8", "v8/text"
        r'|"draft-ietf-ntp-roughtime[^"]*"|"RFC 10049"'
    )
    wire = r"\b(0[xX]80000(?!000)[0-9a-fA-F]{3}(?![0-9a-fA-F])|21474836(49|[56]\d))"
    place = r"\brt_registry\s*(\[\s*(\d+|rt_registry_count\s*-[^]]*)\]|\+\s*\d)"
    number = r"(\.|->)version\s*[!=]=\s*(0[xX])?\d"
    symbol = r"\brt_version_(v\d+|google|rfc10049)\b"
    rank = r"(\.|->)version\s*(<|>)=?|(?<!-)(<|>)=?\s*[\w.>-]*(\.|->)version\b"
    for f in PLAIN:
        if f.folder != "versions":
            yield from f.hits(names, f.with_strings)
            yield from f.hits(rank, f.code)
            yield from f.hits(symbol, f.code)
            yield from f.hits(wire, f.code)
            yield from f.hits(place, f.code)
            yield from f.hits(number, f.code)


def no_default_arm():
    for f in PLAIN:
        if f.name not in DEFAULT_ARM:
            yield from f.hits(r"\bdefault\s*:", f.code)


def values_are_not_compared():
    """A value of a parameter is asked for in a switch over all of them (.ci/promise.py)."""
    (header,) = Path("lib").rglob("version.h")
    text = header.read_text(encoding="utf-8")
    other = ("RT_SHOWS", "RT_PARAMS", "RT_NUMBERS", "RT_NONCES")
    lists = re.findall(r"#define (RT_\w+)\(X\)((?:.*\\\n)+.*)", text)
    names = [n for name, body in lists if name not in other for n in re.findall(r"X\((RT_\w+)", body)]
    value = r"\b(" + "|".join(names) + r")\b"
    for f in PLAIN:
        yield from f.hits(rf"[!=]=\s*{value}|{value}\s*[!=]=", f.code)


def page_of_versions_is_true():
    """versions/README.md quotes v8.c, every one of its rules, and nothing that it does not have."""
    page = Path("versions/README.md").read_text(encoding="utf-8")
    have = {" ".join(line.split()) for line in Path("versions/v8.c").read_text().splitlines()}
    said = {" ".join(line.split()) for block in re.findall(r"^```c\n(.*?)^```", page, re.M | re.S)
            for line in block.splitlines()}
    for line in sorted(said - have):
        yield f"versions/README.md has a line that versions/v8.c does not have: {line}"
    for line in sorted(line for line in have - said if line.startswith("RT_RULE(")):
        yield f"versions/README.md lacks {line}"


def pages_are_true():
    """What lib/README.md and cmd/README.md name in backquotes exists, and they list every folder."""
    code = [p for d in ("lib", "cmd", "versions", ".ci", "man") for p in Path(d).rglob("*")]
    code = [p for p in code if p.suffix in (".h", ".c", ".py", ".build")] + [Path("meson.build")]
    words = set(re.findall(r"\w+", " ".join(p.read_text(encoding="utf-8") for p in code)))
    for page in Path("lib/README.md"), Path("cmd/README.md"):
        text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
        for word in " ".join(re.findall(r"`([^`]+)`", text)).split():
            if word.startswith("build/") or word in (".test", "_test.c", "_fuzz.c", "_bench.c"):
                continue
            a_path = "/" in word or re.search(r"\w\.(h|c|py|md|def|json|build|\d)$", word)
            if a_path and not Path(word).exists():
                yield f"{page} names {word}, which does not exist"
            elif not a_path and re.fullmatch(r"\w+_\w*|[A-Z]{3,}", word) and word not in words:
                yield f"{page} names {word}, which is nowhere in the code"
        rooms = meson_lists()["command_rooms"] if page.parts[0] == "cmd" else ROOMS
        listed = re.findall(rf"^\| `{page.parts[0]}/(\w+)` \|", text, re.M)
        if listed != rooms:
            yield f"{page} lists the folders {listed}, meson.build {rooms}"


def front_door_is_whole():
    """Each function of the front door is promised, documented, told of errors, and tested."""
    promised = Path("lib/roughtime.symbols").read_text(encoding="utf-8").split()
    page = Path("man/roughtime.3").read_text(encoding="utf-8").partition(".Ss Functions")[2]
    described = re.findall(r"^\.It Fn (\w+)", page, re.M)
    tests = {p: p.read_text(encoding="utf-8") for p in Path("lib").glob("roughtime*_test.c")}
    for path in FRONT_DOOR:
        code = blank(path.read_text(encoding="utf-8"), True)
        if 'extern "C"' not in code:
            yield f"{path} cannot be included from C++"
        for name in re.findall(r"\b(roughtime_\w+)\(", code):
            if name not in promised:
                yield f"{path}: {name} is not in lib/roughtime.symbols"
            if name not in described:
                yield f"{path}: man/roughtime.3 does not describe {name}"
            if not any(f"{name}(" in text for text in tests.values()):
                yield f"{path}: no test calls {name}"


def functions_are_named_by_their_file():
    """The name of a function of a header begins with that of the header, or of a type it has."""
    for f in PLAIN:
        if f.folder != "lib" or not f.room or f.path.suffix != ".h":
            continue
        code = re.sub(r"^\{\n.*?^\}", ";", f.code, flags=re.M | re.S)  # bodies of inline functions
        types = re.findall(r"\b(?:struct|enum) (\w+)(?= \{|;)", code)
        own = ["rt_" + f.path.stem.replace("_internal", "")] + types
        plain = re.sub(r"\([^()]*\(\*\w+\)\([^()]*\)", "(", code)  # without parameters that are functions
        plain = re.sub(r"\{[^{}]*\}", "{}", plain)  # members that are functions
        for name in re.findall(r"^(?!#)[^\n(#]*?\b(rt_\w+)\(", plain, re.M):
            if not any(name == word or name.startswith(word + "_") for word in own):
                yield f"{f.name}: {name} begins with no name of this header: {', '.join(own)}"


def no_cast_of_bytes():
    wide = r"(u?int(16|32|64)_t|size_t|long|int|short|unsigned)|struct (?!sockaddr)\w+"
    cast = r"(?<![\w)])\(\s*(const\s+)?(" + wide + r")\s*(const\s*)?\*\s*\)"
    for f in PLAIN:
        yield from f.hits(cast, f.code)


def no_variable_stack():
    for f in FILES:
        yield from f.hits(r"\balloca\s*\(", f.code)


def no_floating_point():
    for f in PLAIN:
        yield from f.hits(r"\b(double|float|strtod|valuedouble|atof|atoi)\b", f.code)


def table_names_are_unique():
    for f in FILES:
        for table in re.finditer(r"#define (\w+)\(X\)((?:.*\\\n)+.*)", f.raw):
            seen = set()
            for row in re.finditer(r'\bX\([^"]*?"([^"]+)"', table.group(2)):
                if row.group(1) in seen and table.group(1) != "OPTIONS":
                    yield f"{f.name}: {table.group(1)} has {row.group(1)} twice"
                seen.add(row.group(1))


def options_of_a_command_have_names_of_their_own():
    """Two options may share a name, such as a list of servers and that of the cases, if no command
    has both."""
    text = {path.name: path.read_text(encoding="utf-8") for path in Path("cmd").glob("*.h")}
    table = re.search(r"#define OPTIONS\(X\)((?:.*\\\n)+.*)", text["options.h"]).group(1)
    names = dict(re.findall(r'\bX\((\w+),[^"]*?"([^"]+)"', table))
    rows = re.split(r'\bX\("', text["commands.h"])[1:]
    if not names or not any("OPTION_ON" in row for row in rows):
        yield "cmd: no options are found"
    for row in rows:
        command = row.partition('"')[0]
        has = [names[option] for option in re.findall(r"OPTION_ON\((\w+)\)", row)]
        for name in sorted({name for name in has if has.count(name) > 1}):
            yield f"cmd/commands.h: {command} has --{name} twice"


def functions_are_short():
    for f in PLAIN:
        for body in re.finditer(r"^\{\n(.*?)^\}", f.raw, re.M | re.S):
            lines = body.group(1).count("\n")
            if lines > FUNCTION_LINES:
                first = f.raw.count("\n", 0, body.start()) + 1
                yield f"{f.name}:{first}: a function of {lines} lines"


def files_are_short():
    for f in PLAIN:
        lines = f.raw.count("\n")
        if f.path.suffix == ".c" and lines > FILE_LINES:
            yield f"{f.name}: {lines} lines"


RULES = [
    every_file_is_built,
    every_listed_file_exists,
    every_source_has_a_test,
    licence_line,
    purpose_line,
    comments_name_files_that_exist,
    header_guards,
    include_layers,
    foreign_libraries,
    low_layers_do_no_io,
    low_layers_do_not_allocate,
    library_prints_nothing,
    versions_are_values,
    no_default_arm,
    values_are_not_compared,
    page_of_versions_is_true,
    pages_are_true,
    front_door_is_whole,
    functions_are_named_by_their_file,
    no_cast_of_bytes,
    no_variable_stack,
    no_floating_point,
    table_names_are_unique,
    options_of_a_command_have_names_of_their_own,
    functions_are_short,
    files_are_short,
]


def main():
    failed = False
    print(f"1..{len(RULES)}")
    for number, rule in enumerate(RULES, 1):
        problems = list(rule())
        failed = failed or bool(problems)
        print("not ok" if problems else "ok", number, "-", rule.__name__.replace("_", " "))
        for problem in problems:
            print("#", problem)
    return 1 if failed else 0


sys.exit(main())
