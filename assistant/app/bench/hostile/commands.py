"""Argument lists: commands that nearly only read, with paths that are bent and options that write, start or send.

What is judged to read only must name nothing that is outside or secret, which the kernel is asked; and a sample of it
is really run where nothing but the playground can be changed, and must change nothing there.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from assistant.actions.sandbox.bubblewrap import bwrap_candidates
from assistant.app.bench.hostile.oracle import Floor, Oracle
from assistant.app.bench.hostile.paths import HostilePaths
from assistant.app.bench.hostile.playground import Playground
from assistant.app.bench.hostile.tally import Tally
from assistant.app.bench.snapshot import differences, snapshot
from assistant.kernel.effects import Access
from assistant.safety.command_rules import Form, Option, load_command_rules
from assistant.safety.commands import judge_command
from assistant.safety.readable import home_roots

KIND, RUN_KIND = "argument lists", "commands that were run"
# Arguments by which one program or another writes, starts others, or reads more; one to a line.
_WRITING_TEXT = """
-exec rm -rf {} ;
-execdir sh
-delete
-fprint x
-o x
--output=x
-i
-w
--in-place
--to-command=sh
--use-compress-program=sh
--checkpoint-action=exec=sh
--config=core.pager=id
--ext-diff
--textconv
-c id
-e id
--exec id
-f script
--rsh=sh
-P less
--pager=sh
; rm x
&& rm
| sh
> x
$(id)
`id`
-- -rf
-D x
@/etc/passwd
--files0-from=/etc/passwd
-T /etc/passwd
--help x
-z
-x
"""
_DESTRUCTIVE_TEXT = """
rm -fr /
rm -r -f ~
find / -delete
dd of=/dev/sda
mkfs /dev/sda
tee x
sh -c ls
env ls
xargs rm
nice rm x
sudo ls
mv a b
ln -s a b
truncate -s0 x
shred x
chmod -R 777 .
git clean -fdx
git checkout
curl http://x
python3 -c 1
perl -e 1
awk BEGIN{system(1)}
tar -xf x
vi x
systemctl stop nginx
"""
_RUN_LIMIT_S = 3
# The kind of a pattern in the rules.
_COMPARED = "g"
# Whatever an argument hides a path behind: an option's letter, an equals sign, an at sign.
_HIDING = re.compile(r"^(?:--?[\w-]+=?|@|[\w.]+[=:])")


def _lines(text: str) -> Sequence[Sequence[str]]:
    return [line.split() for line in text.strip().splitlines()]


_WRITING = (*_lines(_WRITING_TEXT), ("\n",))
_DESTRUCTIVE = _lines(_DESTRUCTIVE_TEXT)


class CommandReview:
    """Tries the judgement of argument lists in one playground."""

    def __init__(self, playground: Playground, tally: Tally) -> None:
        self._ground = playground
        self._tally = tally
        self._paths = HostilePaths(playground)
        self._oracle = Oracle(playground)
        self._rules = load_command_rules()
        self._roots = home_roots(playground.home)
        self._forms = [(key, self._rules.forms(key)) for key in sorted(self._rules.lines)]
        self._read_only: list[tuple[str, ...]] = []
        self._meant_as_paths: set[str] = set()

    def run(self, first: int, cases: int) -> None:
        """Try so many argument lists, numbered from `first`."""
        for number in range(first, first + cases):
            self._meant_as_paths = set()
            argv = self._made(Random(self._tally.seed * 1_000_003 + number))
            try:
                judgement = judge_command(argv, self._ground.home, self._roots, self._rules)
            except Exception as error:  # noqa: BLE001  # whatever it is, it is a fault
                self._tally.count(KIND, "refused")
                self._tally.fault("crash", KIND, number, f"{type(error).__name__} at {argv!r:.300}")
                continue
            self._tally.count(KIND, "allowed" if judgement.is_read_only else "asked")
            if judgement.is_read_only:
                self._check(number, argv)

    def run_really(self, cases: int) -> None:
        """Run some of what was judged to read only, where nothing but the playground can be changed."""
        sandbox = next((str(path) for path in bwrap_candidates() if path.is_file()), None)
        known = [argv for argv in self._read_only if shutil.which(argv[0])]
        if sandbox is None or not known:
            return
        rng = Random(self._tally.seed)
        tops = (self._ground.home, self._ground.outside, self._ground.stick, self._ground.zenus)
        before = snapshot(*tops)
        private = [path for path in self._ground.paths if self._is_private(path) and not os.path.islink(path)]
        for number, argv in enumerate(rng.sample(known, min(cases, len(known)))):
            unread = _mark_unread(private)
            _run_apart(sandbox, self._ground, argv)
            self._tally.count(RUN_KIND, "allowed")
            for path in _read_since(unread):
                self._tally.fault("escape", RUN_KIND, number, f"{argv!r:.300} read {path!r}")
            after = snapshot(*tops)
            for line in differences(before, after):
                self._tally.fault("ungated", RUN_KIND, number, f"{argv!r:.300} changed {line}")
            before = after

    def _made(self, rng: Random) -> tuple[str, ...]:
        if rng.random() < 0.05:
            return tuple(rng.choice(_DESTRUCTIVE))
        key, forms = rng.choice(self._forms)
        argv = [*key, *self._arguments(rng, rng.choice(forms))]
        if rng.random() < 0.3:
            place = rng.randrange(len(key), len(argv) + 1)
            argv[place:place] = rng.choice(_WRITING)
        return tuple(argv)

    def _arguments(self, rng: Random, form: Form) -> Iterator[str]:
        names = sorted(form.options)
        for name in {*form.required, *rng.sample(names, min(len(names), rng.choice((0, 0, 1, 2))))}:
            yield from self._option(rng, name, form.options[name])
        for operand in form.operands:
            for _ in range(rng.choice((0, 1, 1, 2) if operand.repeats else (0, 1) if operand.is_optional else (1,))):
                yield self._value(rng, operand.kind)

    def _option(self, rng: Random, name: str, option: Option) -> Sequence[str]:
        name = "-5" if name == "-#" else name
        if option.kind is None:
            return (name,)
        value = self._value(rng, option.kind)
        return (f"{name}={value}",) if name.startswith("--") else rng.choice(((name, value), (name + value,)))

    def _value(self, rng: Random, kind: str) -> str:
        if rng.random() < 0.1:
            return rng.choice(rng.choice(_WRITING))
        if kind in "@%^":
            path = self._paths.path(rng) if rng.random() < 0.5 else rng.choice(self._ground.paths)
            if rng.random() < 0.2 and path and "\0" not in path:
                path = os.path.relpath(path, self._ground.home)
            if kind != "%" or path.startswith("/"):
                self._meant_as_paths.add(path)
            return path
        return rng.choice(kind.split("|")) if "|" in kind else rng.choice(("1", "x", "10", "name", "a.b"))

    def _check(self, number: int, argv: tuple[str, ...]) -> None:
        self._read_only.append(argv)
        for argument in self._opened(argv):
            for text in {argument, _HIDING.sub("", argument)} & self._meant_as_paths:
                path = text if text.startswith("/") else f"{self._ground.home}/{text}"
                if os.path.exists(path) and self._is_private(path):
                    self._tally.fault("escape", KIND, number, f"{argv!r:.300} reads {path!r}")

    def _opened(self, argv: tuple[str, ...]) -> Sequence[str]:
        """Return the arguments that may be opened: a pattern that is only compared with may look like anything."""
        longest = max(range(1, len(argv) + 1), key=lambda length: length * (argv[:length] in self._rules.lines))
        arguments = list(argv[longest:])
        forms = self._rules.forms(argv[:longest])
        if any(operand.kind == _COMPARED for form in forms for operand in form.operands):
            pattern = next((argument for argument in arguments if not argument.startswith("-")), None)
            return [argument for argument in arguments if argument != pattern]
        return arguments

    def _is_private(self, path: str) -> bool:
        is_within = os.path.realpath(path).startswith(f"{self._ground.top}/")
        return is_within and self._oracle.floor(Access.READ, path) is Floor.DENIED


def _mark_unread(paths: Sequence[str]) -> Mapping[str, int]:
    """Put the time of reading of each path far back, so that the kernel notes when it is read; return these times."""
    for path in paths:
        os.utime(path, ns=(0, os.stat(path).st_mtime_ns))
    return {path: os.stat(path).st_atime_ns for path in paths}


def _read_since(times: Mapping[str, int]) -> Sequence[str]:
    return [path for path, atime_ns in times.items() if os.stat(path).st_atime_ns != atime_ns]


def _run_apart(sandbox: str, ground: Playground, argv: Sequence[str]) -> None:
    """Run a command that sees everything and may change the playground alone, without a network."""
    top = str(ground.top)
    command = [sandbox, "--ro-bind", "/", "/", "--bind", top, top, "--dev", "/dev", "--proc", "/proc"]
    command += ["--unshare-all", "--die-with-parent", "--chdir", str(ground.home), "--", *argv]
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_RUN_LIMIT_S, check=False)
    except (subprocess.TimeoutExpired, ValueError, OSError):
        return
