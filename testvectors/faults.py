# SPDX-License-Identifier: BSD-2-Clause
"""Lets each call of OpenSSL in rtctl fail in turn, and looks at what a user is told. Prints TAP.

    faults.py RTCTL -- COMPILER...

A library that is loaded before libcrypto counts the calls of its functions and lets the n-th fail,
or all from it on. Every run ends as the honest one does, or with 70 and the library's name on
standard error; what it prints of a verdict is the honest one, or undecided; no file is left that
proves nothing. A library that takes every signature for good, or for bad, is refused at once.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

SECONDS = 60
MOST = 20  # calls of a run that fail, spread over all of them
CASES_AT_ONCE = 4
AT_ONCE = 16  # runs of a case: those that take time wait for a reply that does not come
KINDS = ("once", "on", "negative")
DOCUMENT = "document"  # in the folder of each run
HERE = "@/"  # at the front of an argument: the folder of the run
CAPTURE = "testvectors/captures/demo.pcap"
KEY = "2jLQfHxEx6b0wVaRks7MgSTaiyYr/7saDheKd1YFFjI="

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long calls, at;
static const char *kind = "";

__attribute__((constructor)) static void begin(void)
{
    const char *given = getenv("FAULT_AT");
    at = given ? atol(given) : 0;
    kind = getenv("FAULT_KIND") ? getenv("FAULT_KIND") : "";
}

__attribute__((destructor)) static void end(void)
{
    const char *name = getenv("FAULT_COUNT");
    FILE *file = name ? fopen(name, "w") : NULL;
    if (!file)
        return;
    fprintf(file, "%ld", calls);
    fclose(file);
}

static int fails(void)
{
    calls++;
    return at > 0 && (calls == at || (calls > at && strcmp(kind, "on") == 0));
}

#define WRAP(type, name, parameters, arguments, failure)                  \
    type name parameters                                                  \
    {                                                                     \
        static type(*real) parameters;                                    \
        if (!real)                                                        \
            *(void **)&real = dlsym(RTLD_NEXT, #name);                    \
        return fails() ? (failure) : real arguments;                      \
    }

WRAP(int, EVP_DigestInit_ex2, (EVP_MD_CTX *c, const EVP_MD *m, const OSSL_PARAM *p), (c, m, p), 0)
WRAP(int, EVP_DigestUpdate, (EVP_MD_CTX *c, const void *d, size_t n), (c, d, n), 0)
WRAP(int, EVP_DigestFinal_ex, (EVP_MD_CTX *c, unsigned char *o, unsigned *n), (c, o, n), 0)
WRAP(int, EVP_MD_CTX_reset, (EVP_MD_CTX *c), (c), 0)
WRAP(EVP_PKEY *, EVP_PKEY_new_raw_public_key,
     (int t, ENGINE *e, const unsigned char *k, size_t n), (t, e, k, n), NULL)
WRAP(EVP_PKEY *, EVP_PKEY_new_raw_private_key,
     (int t, ENGINE *e, const unsigned char *k, size_t n), (t, e, k, n), NULL)
WRAP(int, EVP_PKEY_get_raw_public_key, (const EVP_PKEY *p, unsigned char *k, size_t *n), (p, k, n),
     0)
WRAP(int, EVP_DigestVerifyInit,
     (EVP_MD_CTX *c, EVP_PKEY_CTX **x, const EVP_MD *m, ENGINE *e, EVP_PKEY *p), (c, x, m, e, p), 0)
WRAP(int, EVP_DigestSignInit,
     (EVP_MD_CTX *c, EVP_PKEY_CTX **x, const EVP_MD *m, ENGINE *e, EVP_PKEY *p), (c, x, m, e, p), 0)
WRAP(int, EVP_DigestSign,
     (EVP_MD_CTX *c, unsigned char *s, size_t *n, const unsigned char *d, size_t l),
     (c, s, n, d, l), 0)

int EVP_DigestVerify(EVP_MD_CTX *c, const unsigned char *s, size_t n, const unsigned char *d,
                     size_t l)
{
    static int (*real)(EVP_MD_CTX *, const unsigned char *, size_t, const unsigned char *, size_t);
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "EVP_DigestVerify");
    if (fails())
        return strcmp(kind, "negative") == 0 ? -1 : 0;
    if (strcmp(kind, "good") == 0 || strcmp(kind, "bad") == 0)
        return strcmp(kind, "good") == 0;
    return real(c, s, n, d, l);
}
"""


class Faults:
    def __init__(self, rtctl, compiler, folder):
        self.rtctl, self.folder = rtctl, folder
        self.library = folder / "faults.so"
        source = folder / "faults.c"
        source.write_text(SOURCE)
        subprocess.run([*compiler, "-w", "-shared", "-fPIC", "-o", self.library, source, "-ldl"],
                       check=True)

    @contextmanager
    def here(self):
        """A folder for a run and what it makes."""
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            here = Path(name)
            (here / DOCUMENT).write_text("what is stamped")
            yield here

    def run(self, arguments, at=0, kind="once", here=Path()):
        """Exit code, standard output, standard error, and how many calls there were."""
        words = [here / word.removeprefix(HERE) if word.startswith(HERE) else word
                 for word in arguments]
        with tempfile.NamedTemporaryFile(dir=self.folder) as count:
            env = dict(os.environ, LD_PRELOAD=str(self.library), FAULT_AT=str(at), FAULT_KIND=kind,
                       FAULT_COUNT=count.name)
            done = subprocess.run([self.rtctl, *words], env=env, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=SECONDS, check=False)
            calls = int(count.read() or 0)
        return (done.returncode, done.stdout.decode("utf-8", "replace"),
                done.stderr.decode("utf-8", "replace"), calls)


def verdicts(text):
    """Every verdict that is printed, in order."""
    found = []

    def walk(value):
        if isinstance(value, dict):
            for name, inner in value.items():
                if name == "verdict":
                    found.append(inner)
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    for line in text.splitlines():
        walk(json.loads(line))
    return found


def each(calls, most, test):
    """What test(AT, KIND, WHERE) says is wrong, of every kind and of calls spread over all. Tests
    run at the same time."""
    places = [(at, kind, f"call {at} of {calls} ({kind})")
              for kind in KINDS for at in range(1, calls + 1, max(1, calls // most))]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [line for lines in pool.map(lambda place: list(test(*place)), places)
                for line in lines]


def check(faults, arguments, made=None, proves=None, most=MOST, others=()):
    """What is wrong with a command whose calls fail in turn; proves(FILE) tells whether the file
    `made` is worth something, `others` are exit codes that say so as well."""
    is_json = "ndjson" in arguments

    def run(at=0, kind="once"):
        with faults.here() as here:
            file = here / (made or "none")
            result = faults.run(arguments, at, kind, here)
            return (*result, file.exists(), file.exists() and not proves(file))

    def test(at, kind, where):
        its, out, err, _, _, worthless = run(at, kind)
        if its not in (code, 70, *others):
            yield f"{where}: exit {its}, honestly {code}: {err}"
        if its == 70 and "OpenSSL" not in err:
            yield f"{where}: exit 70 without a word of OpenSSL: {err}"
        if its == 70 and is_json and not others:
            pairs = zip(verdicts(out), verdicts(honest))
            bad = [p for p in pairs if p[0] not in (p[1], "undecided", None)]
            if bad:
                yield f"{where}: verdicts {bad}"
        bad = set(verdicts(out)) - known if is_json else set()
        if bad:
            yield f"{where}: says {bad}, which no honest run does"
        if its == code and not others and is_json and "undecided" in verdicts(out):
            yield f"{where}: exit {its}, but something is undecided"
        if worthless:
            yield f"{where}: leaves a file that is worth nothing"

    code, honest, errors, calls, is_made, worthless = run()
    if code == 70 or calls < 10 or worthless or is_made != bool(made):
        return [f"the honest run ends with {code} after {calls} calls: {errors}"]
    known = {*verdicts(honest), "undecided", None} if is_json else {}
    return each(calls, most, test)


def check_files(faults, prepare, arguments, most=MOST):
    """The same of a command that writes below a folder: no file may be there but what was before,
    or what the honest run writes. prepare(FOLDER) fills it before a run."""
    def files(here):
        return {path.relative_to(here): path.read_bytes()
                for path in here.rglob("*") if path.is_file()}

    def run(at=0, kind="once"):
        with faults.here() as here:
            prepare(here)
            before = files(here)
            return (*faults.run(arguments, at, kind, here), before, files(here))

    def test(at, kind, where):
        its, _, err, _, before, now = run(at, kind)
        if its not in (0, 70) or (its == 70 and "OpenSSL" not in err):
            yield f"{where}: exit {its}: {err}"
        if its == 0 and now != honest:
            yield f"{where}: exit 0, but not what the honest run writes"
        bad = [str(name) for name, content in now.items()
               if content not in (honest.get(name), before.get(name))]
        if bad:
            yield f"{where}: writes {bad[:3]}"

    code, _, errors, calls, before, honest = run()
    if code != 0 or calls < 10 or honest == before:
        return [f"the honest run ends with {code} after {calls} calls: {errors}"]
    return each(calls, most, test)


def needless(faults, arguments):
    """A command that computes nothing is as good without a library that works."""
    honest = faults.run(arguments)
    return [] if honest[0] == 0 and honest[3] == 0 else [f"{honest[3]} calls: {honest[2]}"]


def refuses(faults):
    """A library that is wrong about signatures is not worked with."""
    wrong = []
    for kind in ("good", "bad"):
        code, out, err, _ = faults.run(
            ["verify", "testvectors/rfc10049/made.json"], 0, kind)
        named = re.search(r"OpenSSL \d\S* .*cannot be used.*self-test", err)
        if code != 70 or out or not named:
            wrong.append(f"{kind}: exit {code}: {out}{err}")
    return wrong


def serve(rtctl, seed):
    """A server on loopback, with a new key in the file `seed`: its process and its key."""
    subprocess.run([rtctl, "key", "make", seed], check=True, stdout=subprocess.DEVNULL)
    shown = subprocess.run([rtctl, "key", "show", "-o", "ndjson", seed], check=True,
                           stdout=subprocess.PIPE)
    server = subprocess.Popen([rtctl, "serve", "--key-file", seed, "-o", "ndjson",
                               "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return server, json.loads(shown.stdout)["key"]


def cases(faults, folder):
    vectors = "testvectors/rfc10049/made.json"
    seed = str(folder / "seed")
    subprocess.run([faults.rtctl, "key", "make", seed], check=True, stdout=subprocess.DEVNULL)

    def is_key(path):
        return faults.run(["key", "show", str(path)])[0] == 0

    yield "a library that is wrong is refused", lambda: refuses(faults)
    yield "verify", lambda: check(faults, ["verify", "-o", "ndjson", vectors])
    yield "verify a bad one", lambda: check(
        faults, ["verify", "-o", "ndjson", "testvectors/bad/v8/cert.signature.json"])
    yield "verify a chain", lambda: check(
        faults, ["verify", "-o", "ndjson", "testvectors/rfc10049/appendix-b.json"])
    yield "verify a stamp", lambda: check(
        faults, ["verify", "-o", "ndjson", "--document",
                 "testvectors/cli/verify-document.txt", "testvectors/cli/verify-document.ndjson"])
    yield "verify a capture", lambda: check(faults, ["verify", "-o", "ndjson", "-k", KEY, CAPTURE])
    yield "decode needs no OpenSSL", lambda: needless(faults, ["decode", "-o", "ndjson", CAPTURE])
    yield "verify --convert", lambda: check(
        faults, ["verify", "--convert", "rfc10049", "testvectors/rfc10049/appendix-b.json"])
    # A server inside whose library fails does not answer, and the liar among three that do not is
    # not found.
    yield "demo", lambda: check(faults, ["demo", "-o", "ndjson", "-V", "v8,rfc10049"], most=4,
                                others=(1, 3, 5))
    yield "compare", lambda: check(
        faults, ["compare", "-o", "ndjson", "testvectors/bad/v8/merkle.root.json"])
    yield "key show", lambda: check(faults, ["key", "show", seed])
    yield "key make", lambda: check(faults, ["key", "make", "@/key"], "key", is_key)
    yield "vectors check", lambda: check(faults, ["vectors", "check", "testvectors/bad/v8"])
    yield "key delegate", lambda: check(
        faults, ["key", "delegate", seed, "@/key"], "key", is_key)


def vectors_expect(faults):
    """vectors expect, of a file whose expectations are gone."""
    vector = json.loads(Path("testvectors/bad/v8/merkle.root.json").read_text())
    del vector["expect"]

    def prepare(here):
        (here / "vector.json").write_text(json.dumps(vector))

    return check_files(faults, prepare, ["vectors", "expect", "@/vector.json"])


def vectors_make(faults):
    return check_files(faults, lambda here: None, ["vectors", "make", "--seed", "1234", "@/made"], 2)


def queries(faults, folder, chain):
    """query, or query --chain, against a server of our own."""
    server, key = serve(faults.rtctl, folder / ("server of a chain" if chain else "server"))
    try:
        address = f"127.0.0.1:{json.loads(server.stdout.readline())['port']}"
        command = ["query", "-o", "ndjson", "-V", "rfc10049", "-t", "2", "--retries", "0", "-k", key]
        return check(faults, [*command, *(["--chain", address] if chain else []), address])
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=SECONDS)


def stamps(faults, folder):
    """query --stamp, against a server of our own."""
    server, key = serve(faults.rtctl, folder / "server of stamps")
    try:
        port = json.loads(server.stdout.readline())["port"]

        def proves(path):
            document = path.parent / DOCUMENT
            return faults.run(["verify", "-q", "--document", str(document), str(path)])[0] == 0

        return check(faults, ["query", "-o", "ndjson", "-V", "rfc10049", "-t", "2", "--retries",
                              "0", "-k", key, "--stamp", f"@/{DOCUMENT}", f"127.0.0.1:{port}"],
                     f"{DOCUMENT}.stamp", proves)
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=SECONDS)


def main():
    rtctl = str(Path(sys.argv[1]).resolve())
    compiler = sys.argv[sys.argv.index("--") + 1:]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        faults = Faults(rtctl, compiler, folder)
        tests = list(cases(faults, folder))
        tests += [("query --stamp", lambda: stamps(faults, folder)),
                  ("query", lambda: queries(faults, folder, False)),
                  ("query --chain", lambda: queries(faults, folder, True)),
                  ("vectors expect", lambda: vectors_expect(faults)),
                  ("vectors make", lambda: vectors_make(faults))]
        print(f"1..{len(tests)}")
        failed = False
        with ThreadPoolExecutor(CASES_AT_ONCE) as pool:
            results = pool.map(lambda case: case[1](), tests)
            for number, ((title, _), wrong) in enumerate(zip(tests, results), 1):
                failed = failed or bool(wrong)
                print(f"{'not ok' if wrong else 'ok'} {number} - {title}")
                for line in wrong[:10]:
                    print("# " + line.strip().replace("\n", "\n# "))
                sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
