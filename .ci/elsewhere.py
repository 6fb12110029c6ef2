#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Builds and tests on other systems and processors, and prints a table of machines and results.

    elsewhere.py [--roots DIR] [--results DIR] [--sample] [MACHINE...]

The systems are made by mmdebstrap from the archives alone and kept in --roots (rtctl/ in the
user's cache), for a week or until their packages are others than they were made with. They are entered
with mounts and processes of their own, which end when this program ends, however it ends; root is
not needed where users may have such namespaces. Logs and results stay in --results.

With --sample, there is one build, without the tests that are enough on one system (suite "once"); on
i386 without the slow ones too.
"""

import argparse
import contextlib
import ctypes
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
WEEK = 7 * 24 * 3600
TREE = "/src/rtctl"

COMPILE = "gcc libc6-dev meson ninja-build pkg-config python3"
USERS = "passwd sudo"
BUILDS = ["gcc", "clang", "sanitize"]  # of ./bootstrap test
NEEDED = f"{COMPILE} libssl-dev libcjson-dev zlib1g-dev libzstd-dev check"
TOOLS = "mandoc shellcheck python3-jsonschema g++"
CLANG = "clang clang-format libclang-rt-dev"
CROSS = (
    "gcc-s390x-linux-gnu libc6-dev:s390x libssl-dev:s390x libcjson-dev:s390x zlib1g-dev:s390x libzstd-dev:s390x "
    "check:s390x qemu-user-static"
)

# Name of a root: suite, architectures, packages.
ROOTS = {
    "debian12": ("bookworm", "amd64", f"{NEEDED} {TOOLS} {CLANG} {USERS}"),
    "debian12-sample": ("bookworm", "amd64", f"{NEEDED} {TOOLS} {USERS}"),
    "debian13": ("trixie", "amd64", f"{NEEDED} {TOOLS} {CLANG} {USERS} musl-tools ubuntu-keyring"),
    "debian13-sample": ("trixie", "amd64", f"{NEEDED} {TOOLS} {USERS}"),
    "ubuntu24.04": ("noble", "amd64", f"{NEEDED} {TOOLS} {CLANG} {USERS}"),
    "i386": ("trixie", "i386", f"{NEEDED} {TOOLS} {USERS}"),
    "debian13-s390x": ("trixie", "amd64,s390x", f"{COMPILE} {CROSS} {USERS}"),
    "debian12-s390x": ("bookworm", "amd64,s390x", f"{COMPILE} {CROSS} {USERS}"),
}

CROSS_FILE = """\
[binaries]
c = 's390x-linux-gnu-gcc'
ar = 's390x-linux-gnu-ar'
strip = 's390x-linux-gnu-strip'
pkgconfig = 'pkg-config'
pkg-config = 'pkg-config'
exe_wrapper = 'qemu-s390x-static'
[properties]
pkg_config_libdir = '/usr/lib/s390x-linux-gnu/pkgconfig:/usr/share/pkgconfig'
[host_machine]
system = 'linux'
cpu_family = 's390x'
cpu = 's390x'
endian = 'big'
"""

ROOT_USER = os.getuid() == 0
ALONE = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
if not ROOT_USER:
    ALONE[1:1] = ["--map-root-user", "--map-auto"]

# Run as root in the new namespaces; the arguments: root, user, folder, command.
ENTER = """\
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
if [ -e /etc/resolv.conf ]; then cat /etc/resolv.conf >"$1/etc/resolv.conf"; fi
exec chroot "$1" setpriv --reuid "$2" --regid "$2" --init-groups env -i \
    HOME="$(chroot "$1" sh -c "echo ~$2")" LC_ALL=C.UTF-8 CI=true \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    ${http_proxy:+http_proxy="$http_proxy"} sh -c 'cd "$1" && eval "$2"' sh "$3" "$4"
"""


LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


class Failure(Exception):
    """A step that failed, in words for the table."""


@contextlib.contextmanager
def child(command, end=signal.SIGKILL, **options):
    """A process that does not outlive this one. The system ends it if this program is killed.

    unshare heeds nothing but SIGKILL while it waits; what it started is killed with it.
    """
    parent = os.getpid()

    def ends_with_parent():
        LIBC.prctl(PR_SET_PDEATHSIG, end)
        if os.getppid() != parent:
            os._exit(1)

    with subprocess.Popen(command, preexec_fn=ends_with_parent, **options) as process:
        try:
            yield process
        except BaseException:
            process.send_signal(end)
            raise


def packages_of(root):
    """A number that stands for the packages that a root has, each with its version."""
    with contextlib.suppress(OSError):
        status = (root / "var/lib/dpkg/status").read_text(encoding="utf-8", errors="replace")
        fields = re.compile(r"^(?:Package|Status|Architecture|Version): .*", re.M)
        rows = sorted("; ".join(fields.findall(entry)) for entry in status.split("\n\n"))
        installed = [row for row in rows if "Status: install ok installed" in row]
        return hashlib.sha256("\n".join(installed).encode()).hexdigest()
    return "none"


class Elsewhere:
    def __init__(self, options):
        self.options = options
        self.roots = Path(options.roots).resolve()
        self.results = Path(options.results).resolve() if options.results else self.roots / "results"
        self.archive = debian_archive()
        self.failed = {}  # what was said of roots that could not be made
        self.roots.mkdir(parents=True, exist_ok=True)
        self.lock = open(self.roots / "lock", "w", encoding="utf-8")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"elsewhere: another run uses {self.roots}")
        shutil.rmtree(self.results, ignore_errors=True)
        self.results.mkdir(parents=True)

    def run(self, log, command):
        """Runs a command, its output in a log and, where no person looks, on standard output."""
        with open(log, "ab") as out:
            with child(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            ) as process:
                for line in process.stdout:
                    out.write(line)
                    if not sys.stdout.isatty():
                        sys.stdout.buffer.write(line)
                        sys.stdout.buffer.flush()
                return process.wait()

    def inside(self, log, root, command, user="root", folder="/"):
        return self.run(
            log, [*ALONE, "sh", "-eu", "-c", ENTER, "sh", self.roots / root, user, folder, command]
        )

    def make(self, root):
        """Makes a root, if there is none that is young and has the packages it was made with.

        What was left half made, or with packages taken away, by a run that was interrupted, or was
        changed by hand, is not used.
        """
        try:
            if root not in self.failed:
                self.make_anew(root)
        except Failure as failure:
            self.failed[root] = failure
        if root in self.failed:
            raise self.failed[root]

    def make_anew(self, root):
        suite, architectures, packages = ROOTS[root]
        made, folder = self.roots / f"{root}.made", self.roots / root
        wanted = f"{suite} {architectures} {packages}\n"
        if made.exists() and made.read_text() == f"{wanted}{packages_of(folder)}\n":
            if time.time() - made.stat().st_mtime < WEEK:
                return
        made.unlink(missing_ok=True)
        with child([*ALONE, "rm", "-rf", "--one-file-system", folder]) as process:
            if process.wait():
                raise Failure(f"{folder} could not be removed")
        log = self.results / f"{root}.making"
        command = ["mmdebstrap", "--variant=apt", f"--mode={'root' if ROOT_USER else 'unshare'}"]
        command += ["--dpkgopt=force-unsafe-io", '--aptopt=Acquire::Languages "none"']
        command += [f"--architectures={architectures}", f"--include={packages.replace(' ', ',')}"]
        if suite == "noble":
            self.make("debian13")  # for the keys
            keys = self.roots / "debian13/usr/share/keyrings/ubuntu-archive-keyring.gpg"
            command += ["--components=main,universe", f"--keyring={keys}", suite, folder]
        else:
            command += [suite, folder] + ([self.archive] if self.archive else [])
        print(f"making {root} with mmdebstrap ...", flush=True)
        with open(log, "wb") as out:
            with child(
                command, signal.SIGTERM, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            ) as process:
                failed = process.wait()
        if failed:
            raise Failure(why_not_made(log))
        users = (
            "apt-get -q update && useradd -m ordinary && useradd -m trusted &&"
            " echo 'trusted ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/trusted"
        )
        if self.inside(log, root, users):
            raise Failure("the system was made, but not its users and lists of packages")
        made.write_text(f"{wanted}{packages_of(folder)}\n")

    def put_tree(self, root, user="root", tree=TREE):
        """A fresh copy of the files of the tree, without what was built."""
        listed = subprocess.run(
            ["git", "-C", SOURCE, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            capture_output=True,
            check=True,
        )
        names = [n for n in listed.stdout.split(b"\0") if n and (SOURCE / os.fsdecode(n)).exists()]
        script = (
            'rm -rf "$1/src"; mkdir -p "$1$2"; tar -C "$1$2" --no-same-owner -x;'
            ' chroot "$1" chown -R "$3" /src'
        )
        command = [*ALONE, "sh", "-euc", script, "sh", self.roots / root, tree, user]
        with tempfile.TemporaryFile() as files:
            with child(
                ["tar", "-C", SOURCE, "--null", "-T", "-", "-c"], stdin=subprocess.PIPE, stdout=files
            ) as pack:
                pack.stdin.write(b"\0".join(names))
                pack.stdin.close()
                failed = pack.wait()
            files.seek(0)
            with child(command, stdin=files) as unpack:
                failed = unpack.wait() or failed
        if failed:
            raise Failure("the tree could not be copied")

    def keep(self, name, root, tree=TREE):
        """Copies the logs of builds into the results."""
        for log in (self.roots / root / tree[1:]).glob("build*/meson-logs/testlog-all.json"):
            to = self.results / name / log.parent.parent.name / "meson-logs"
            to.mkdir(parents=True, exist_ok=True)
            shutil.copy(log, to)

    def steps(self, name, root, steps, user="root", tree=TREE):
        """Runs commands, each of them a test that has to end with 0."""
        self.make(root)
        self.put_tree(root, user, tree)
        folder = self.results / name
        if steps:
            (folder / "steps").mkdir(parents=True)
        else:
            folder.mkdir(parents=True)
        tap = ""
        for step, command in steps.items():
            code = self.inside(folder / "log", root, command, user, tree)
            tap += f"{'not ok' if code else 'ok'} - {step}\n"
        if steps:
            (folder / "steps" / "steps.tap").write_text(tap)
        self.keep(name, root, tree)

    def test(self, name, root, words, user="root", tree=TREE):
        """./bootstrap test in the tree that is there; its result is read from the logs of meson."""
        log = self.results / name / "log"
        if self.inside(log, root, f"./bootstrap test {words}", user, tree):
            print(f"{name}: not all is good", flush=True)
        for build in [w for w in words.split() if w in BUILDS] or BUILDS:
            (self.results / name / f"build-{build}").mkdir(exist_ok=True)  # without a log: it failed
        self.keep(name, root, tree)


def debian_archive():
    """The archive of Debian that this machine uses; empty: mmdebstrap has one of its own."""
    form = ["--format", "$(REPO_URI)", "Created-By: Packages", "Label: Debian", "Component: main"]
    done = subprocess.run(
        ["apt-get", "indextargets", *form], capture_output=True, text=True, check=False
    )
    return next(iter(done.stdout.split()), "")


def why_not_made(log):
    text = log.read_text(errors="replace")
    if re.search(r"Could not (connect|resolve)|Temporary failure|Connection (failed|timed)", text):
        return "the archive could not be reached"
    lost = re.findall(r"^E: Failed to fetch \S*/(\S+\.deb)", text, re.M)
    if lost:
        return f"the archive lacks {len(lost)} packages, {lost[0].split('_')[0]} among them"
    if re.search(r"Failed to fetch|does not have a Release|no longer has a Release", text):
        return "the archive could not be reached"
    errors = re.findall(r"^E: (.*)", text, re.M)
    return f"not made: {errors[0] if errors else 'see ' + log.name}"


def system(root):
    """Both commands of the README, as root; in a sample, one build."""

    def run(e, name):
        of = f"{root}-sample" if e.options.sample else root
        e.steps(name, of, {"demo": "./bootstrap demo"})
        e.test(name, of, "--no-suite once gcc" if e.options.sample else "")

    return run


def i386(e, name):
    e.steps(name, "i386", {})
    e.test(name, "i386", f"{'--no-suite once --no-suite slow' if e.options.sample else ''} gcc")


def s390x(e, name):
    root = "debian13-s390x"
    try:
        e.make(root)
    except Failure as failure:
        print(f"{root}: {failure}; trying Debian 12", flush=True)
        root = "debian12-s390x"
    build = (
        f"cat >/src/cross <<'END'\n{CROSS_FILE}END\n"
        "meson setup build-s390x --werror --cross-file /src/cross && ninja -C build-s390x"
    )
    # Tests that start rtctl themselves would need the kernel to know qemu.
    tests = (
        "cd build-s390x && meson test --no-rebuild --setup all --timeout-multiplier 20 --print-errorlogs"
        " $(meson test --list 2>/dev/null | sed -n 's/^.*unit \\/ //p' | grep -vx serve)"
    )
    e.steps(name, root, {f"build for s390x ({root.split('-')[0]})": build, "unit tests": tests})


# Each file of the program compiled against musl; the other libraries lend their headers only.
MUSL = r"""
inc=$(mktemp -d)
for name in linux asm-generic openssl cjson zlib.h zconf.h zstd.h zstd_errors.h; do ln -s /usr/include/$name "$inc/"; done
ln -s /usr/include/x86_64-linux-gnu/asm "$inc/"
mkdir "$inc/arch"
ln -s /usr/include/x86_64-linux-gnu/openssl "$inc/arch/"
echo '#define RTCTL_COMMIT "none"' >"$inc/commit.h"
failed=0
for file in $(find lib cmd versions -name '*.c'); do
    case $file in */test_*.c|*_test.c|*_bench.c|*_fuzz.c|*fuzz_replay.c|*_make.c|*keep_fault.c) continue ;; esac
    musl-gcc -std=c11 -D_GNU_SOURCE -DRTCTL_VERSION='"0"' -D_FILE_OFFSET_BITS=64 -Wall -Wextra -Wpedantic -Werror -Ilib -Iversions -Icmd \
        -idirafter "$inc" -idirafter "$inc/arch" -I/usr/include/cjson -c -o "$inc/object.o" "$file" \
        || { echo "$file"; failed=1; }
done
rm -rf "$inc"
exit $failed
"""


def musl(e, name):
    e.steps(name, "debian13", {"every file of rtctl compiles with musl": MUSL})


def as_user(user, tree=TREE):
    def run(e, name):
        e.steps(name, "debian13", {"demo": "./bootstrap demo"}, user, tree)
        e.test(name, "debian13", "gcc", user, tree)

    return run


# Takes a package away first, which bootstrap has to miss. If this is interrupted, make() finds that
# the root has other packages than it was made with.
def sudo(e, name):
    e.make("debian13")
    e.inside(e.results / "sudo.log", "debian13", "apt-get -q -y remove libcjson-dev")
    e.steps(
        name,
        "debian13",
        {
            "demo installs a missing package": "./bootstrap demo",
            "the package is there": "dpkg-query -W -f '${db:Status-Status}' libcjson-dev | grep -x installed",
        },
        "trusted",
    )


def nosudo(e, name):
    e.make("debian13")
    e.inside(e.results / "nosudo.log", "debian13", "apt-get -q -y remove libcjson-dev")
    line = "apt-get update \\&\\& apt-get install --no-install-recommends libcjson-dev"
    e.steps(
        name,
        "debian13",
        {"demo prints the line that root has to run": f"./bootstrap demo 2>&1 | grep -x '  {line}'"},
        "ordinary",
    )
    command = "apt-get -q -y --no-install-recommends install libcjson-dev"
    if e.inside(e.results / "nosudo.log", "debian13", command):
        raise Failure("what was taken away could not be installed again")


MACHINES = {
    "debian12": ("Debian 12", system("debian12")),
    "debian13": ("Debian 13", system("debian13")),
    "ubuntu24.04": ("Ubuntu 24.04", system("ubuntu24.04")),
    "i386": ("Debian 13, i386", i386),
    "s390x": ("s390x under qemu-user, unit tests", s390x),
    "musl": ("musl, compiled only", musl),
    "user": ("Debian 13, a user without sudo", as_user("ordinary")),
    "sudo": ("Debian 13, a user with sudo, demo", sudo),
    "nosudo": ("Debian 13, no sudo, packages missing", nosudo),
    "blanks": ("Debian 13, a folder with blanks", as_user("ordinary", "/src/a folder with blanks")),
}


def tally(results, name, short):
    """The sums of a machine as tally.py prints them, and whether they are good."""
    builds = sorted(p.relative_to(results) for p in (results / name).iterdir() if p.is_dir())
    command = [sys.executable, SOURCE / ".ci/tally.py", *(["--short"] if short else []), *builds]
    done = subprocess.run(command, cwd=results, capture_output=True, text=True, check=False)
    return done.stdout, done.returncode == 0


def main():
    parser = argparse.ArgumentParser(prog="elsewhere", usage=__doc__.split("\n\n")[1].strip())
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    parser.add_argument("--roots", default=Path(cache, "rtctl"))
    parser.add_argument("--results")
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("machines", nargs="*", metavar="MACHINE")
    options = parser.parse_args()
    for name in options.machines:
        if name not in MACHINES:
            parser.error(f"there is no machine '{name}': {', '.join(MACHINES)}")
    elsewhere = Elsewhere(options)
    rows, good = [], True
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    for name in options.machines or MACHINES:
        words, run = MACHINES[name]
        print(f"\n== {words}", flush=True)
        begin = time.monotonic()
        try:
            run(elsewhere, name)
            text, fine = tally(elsewhere.results, name, sys.stdout.isatty())
            print(text, end="", flush=True)
            result = text.strip().splitlines()[-1]
        except Failure as failure:
            folder = elsewhere.results / name / "steps"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "steps.tap").write_text(f"not ok - the machine ({failure})\n")
            result, fine = str(failure), False
        good = good and fine
        rows.append((words, result, time.monotonic() - begin))
    print("\n== machines and results")
    for words, result, seconds in rows:
        print(f"{words:40} {result}, {seconds:.0f} s")
    return 0 if good else 1


sys.exit(main())
