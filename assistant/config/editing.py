"""Changes one setting in the user's file, keeping its comments and order; the file is never left half written."""

import os
import stat
import tempfile
from pathlib import Path

import tomlkit
from tomlkit.items import Item

from assistant.config.keys import find_key
from assistant.config.loading import Values, checked, from_text, read_values, unknown_key
from assistant.config.paths import disk_full, ensure_private, is_disk_full
from assistant.config.settings import Settings
from assistant.kernel.errors import ConfigError


def set_value(path: Path, dotted: str, text: str) -> Settings:
    """Set one key of the file to what `text` means and return the file's settings, the environment left aside.

    Args:
        path: The settings file; it is made if there is none.
        dotted: `section.name`.
        text: The value as typed; commas separate the items of a list.

    Raises:
        ConfigError: `config-unknown-key`, `config-invalid`, `config-unreadable` or `config-unwritable`; the file is as
            it was.
        StoreError: `disk-full`.
    """
    key = find_key(dotted)
    if key is None:
        raise unknown_key(f"There is no setting {dotted!r}.", dotted)
    settings = checked(_with(read_values(path), key.section, key.name, from_text(dotted, text)), {}, path)
    value = getattr(getattr(settings, key.section), key.name)
    document = tomlkit.parse(path.read_bytes().decode("utf-8-sig")) if path.exists() else tomlkit.document()
    if key.section not in document:
        document[key.section] = tomlkit.table()
    document[key.section][key.name] = _item(value)
    _replace(path, tomlkit.dumps(document))
    return settings


def _with(values: Values, section: str, name: str, value: object) -> Values:
    beneath = values.get(section, {})
    return {**values, section: {**beneath, name: value} if isinstance(beneath, dict) else beneath}


def _item(value: object) -> Item:
    return tomlkit.item(list(value) if isinstance(value, tuple) else value)


def _replace(path: Path, text: str) -> None:
    """Put `text` in place of the file at once. A link stays a link; a file made here is the user's alone to read."""
    target = path.resolve()
    try:
        if not target.parent.is_dir():
            ensure_private(target.parent)
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o600
        _write_and_rename(target, text, mode)
    except OSError as error:
        if is_disk_full(error):
            raise disk_full(path) from error
        raise ConfigError(
            f"The settings file {str(path)!r} cannot be written: {error.strerror}.",
            code="config-unwritable",
            hint="Check who may write to that file and its folder.",
        ) from error


def _write_and_rename(target: Path, text: str, mode: int) -> None:
    handle, name = tempfile.mkstemp(prefix=".config-", suffix=".toml", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink()
        raise
