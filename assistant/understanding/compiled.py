"""Compiled sentence templates, kept between runs: reading them back takes an eighth of the time that parsing does.

What is kept is named by the hash of everything that went into it, so that it is never out of date. A file that cannot
be used, or that holds anything but templates, is parsed anew.
"""

import hashlib
import importlib.metadata
import io
import json
import logging
import os
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from assistant.config.paths import ensure_private
from assistant.kernel.errors import ZenusError

if TYPE_CHECKING:
    from hassil.intents import Intents

log = logging.getLogger(__name__)
# The only modules whose classes a kept file may name; none of them does anything when it is made.
_MODULES = frozenset({"hassil.intents", "hassil.expression"})


def compiled(templates: Mapping[str, object], folder: Path | None) -> "Intents":
    """Return templates parsed, so that the first request is as fast as the second.

    Args:
        templates: A hassil dictionary.
        folder: Where they are kept between runs; None keeps nothing.
    """
    if folder is None:
        return _parsed(templates)
    path = folder / f"{templates['language']}-{_digest(templates)}.pickle"
    kept = _read(path)
    if kept is not None:
        return kept
    parsed = _parsed(templates)
    _write(path, parsed)
    return parsed


def _parsed(templates: Mapping[str, object]) -> "Intents":
    from hassil.intents import Intents  # costs 100 ms, and only understanding needs it
    from hassil.recognize import recognize_all

    intents = Intents.from_dict(dict(templates))
    # hassil parses a template when it first looks at it.
    list(recognize_all("", intents))
    return intents


def _digest(templates: Mapping[str, object]) -> str:
    text = importlib.metadata.version("hassil") + json.dumps(templates, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class _TemplatesOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if module not in _MODULES or "." in name:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a template")
        return super().find_class(module, name)


def _read(path: Path) -> "Intents | None":
    try:
        data = path.read_bytes()
        return cast("Intents", _TemplatesOnly(io.BytesIO(data)).load())
    except FileNotFoundError:
        return None
    except Exception as error:  # noqa: BLE001  # a damaged pickle can raise anything
        log.warning("kept templates cannot be used: %s", type(error).__name__)
        return None


def _write(path: Path, intents: "Intents") -> None:
    """Keep the templates in place of older ones of their language; that they cannot be kept is no reason to fail."""
    unfinished = path.with_suffix(f".{os.getpid()}.partial")
    try:
        ensure_private(path.parent)
        unfinished.write_bytes(pickle.dumps(intents, pickle.HIGHEST_PROTOCOL))
        unfinished.replace(path)
        for older in path.parent.glob(f"{path.stem.partition('-')[0]}-*.pickle"):
            if older != path:
                older.unlink(missing_ok=True)
    except (OSError, ZenusError) as error:
        log.warning("templates cannot be kept: %s", type(error).__name__)
