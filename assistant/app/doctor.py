"""Looks over an installation: each finding says what was looked at, whether it is well, and what to do if not."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from assistant.config import paths
from assistant.kernel.errors import ZenusError
from assistant.kernel.types import Facts

SMALLEST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        is_needed: Zenus cannot do its main job without it.
        fix: What the user can do; empty if all is well.
    """

    name: str
    is_well: bool
    is_needed: bool
    detail: str
    fix: str = ""


def findings() -> Iterator[Finding]:
    """Yield one finding after another. Nothing is changed, and no check takes longer than some seconds."""
    yield _python()
    yield _told("settings", _settings, is_needed=True)
    yield _told("store", _store, is_needed=True)
    yield _disk()
    yield from _models()
    yield _told("microphone", lambda: _device("microphone"), is_needed=False)
    yield _told("speaker", lambda: _device("speaker"), is_needed=False)
    yield _display()
    yield _program("tesseract", "text in pictures is read with it", "tesseract-ocr")
    yield _program("wmctrl", "windows are listed and closed with it", "wmctrl")
    yield from _packages()
    yield _running()


def _told(name: str, look: Callable[[], str], *, is_needed: bool) -> Finding:
    """Return a finding from a look that raises when something is wrong."""
    try:
        return Finding(name, is_well=True, is_needed=is_needed, detail=look())
    except ZenusError as error:
        return Finding(name, is_well=False, is_needed=is_needed, detail=error.message, fix=error.hint)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    is_well = sys.version_info >= (3, 11)
    return Finding("python", is_well, True, f"Python {version}.", "" if is_well else "Install Python 3.11 or newer.")


def _settings() -> str:
    from assistant.config.loading import load_settings

    load_settings()
    file = paths.config_file()
    return f"{file} is in order." if file.exists() else f"There is no {file}, so the defaults hold."


def _store() -> str:
    from assistant.store.database import Database

    with Database(paths.database_file()):
        return f"{paths.database_file()} can be read and written."


def _disk() -> Finding:
    folder = paths.models_dir()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    is_well = free >= SMALLEST_FREE_BYTES
    detail = f"{free / 1024**3:.1f} GiB are free where models lie."
    return Finding("disk", is_well, True, detail, "" if is_well else "Free some disk space.")


def _models() -> Iterator[Finding]:
    from models.store import ModelStore

    store = ModelStore(paths.models_dir())
    for model in store.catalogue.models:
        if model.required:
            yield _told(f"model {model.id}", lambda name=model.id: f"{store.path(name)} is there.", is_needed=True)  # type: ignore[misc]  # binds now


def _device(kind: str) -> str:
    from assistant.config.loading import load_settings
    from speech.audio.devices import locate
    from speech.audio.host import PortAudioHost

    audio = load_settings().audio
    if kind == "microphone":
        return f"{locate(PortAudioHost(), 'microphone', audio.microphone).name} is used."
    return f"{locate(PortAudioHost(), 'speaker', audio.speaker).name} is used."


def _display() -> Finding:
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    fix = "" if display else "Log in to a desktop to see captions and to let Zenus open windows."
    return Finding("display", bool(display), False, f"{display} is used." if display else "There is no display.", fix)


def _program(name: str, purpose: str, package: str) -> Finding:
    found = shutil.which(name)
    detail = f"{found} is there; {purpose}." if found else f"{name} is missing; {purpose}."
    return Finding(name, bool(found), False, detail, "" if found else f"sudo apt-get install {package}")


def _packages() -> Iterator[Finding]:
    """Yield each package of actions; none of them is needed, and one that was left out harms nothing else."""
    from assistant.app.package_discovery import package_entry_points

    if not package_entry_points():
        return
    from assistant.app.wiring import build_core
    from assistant.config.loading import load_settings
    from assistant.kernel.bus import EventBus
    from assistant.kernel.clock import SystemClock
    from assistant.store.database import Database
    from speech.pipeline.silent import SilentVoice

    clock = SystemClock()
    with Database(paths.database_file()) as database:
        found = build_core(load_settings(), database, EventBus(clock), clock, SilentVoice()).packages
    for name in found.names:
        yield Finding(f"package {name}", True, False, "Its actions are there.")
    for problem in found.problems:
        fix = f"Update it, or remove it: pip uninstall {problem.package}"
        yield Finding(f"package {problem.package}", False, False, f"It was left out. {problem.reason}", fix)


def _running() -> Finding:
    from assistant.app.link.client import LinkClient

    try:
        with LinkClient(paths.socket_file()) as client:
            status = cast(Facts, client.call("status"))
        heard = f"listening to {status['microphone']}" if status["microphone"] else "typed requests only"
        detail = f"Zenus is running: {status['state']}, {heard}, {status['lost_frames']} frames lost."
        return Finding("instance", True, False, detail)
    except ZenusError:
        return Finding("instance", True, False, "Zenus is not running.")
