"""Changes one setting in the user's file, keeping its comments and order; the file is never left half written."""

import os
import stat
import tempfile
from pathlib import Path

import tomlkit
from pydantic import BaseModel
from tomlkit.items import Item

from assistant.config.keys import Key, find_key
from assistant.config.loading import Values, checked, from_text, read_values, unknown_key
from assistant.config.paths import disk_full, ensure_private, is_disk_full
from assistant.config.settings import Settings
from assistant.kernel.errors import ConfigError


def set_value(path: Path, dotted: str, text: str) -> Settings:
    """Set one key of the file to what `text` means, as typed; commas separate the items of a list.

    Returns and raises what `put_value` does.
    """
    return put_value(path, dotted, from_text(dotted, text))


def put_value(path: Path, dotted: str, value: object) -> Settings:
    """Set one key of the file and return the file's settings, the environment left aside.

    Args:
        path: The settings file; it is made if there is none.
        dotted: `section.name`.
        value: As TOML has it, unchecked: lists of texts, tables as mappings.

    Raises:
        ConfigError: `config-unknown-key`, `config-invalid`, `config-unreadable` or `config-unwritable`; the file is as
            it was.
        StoreError: `disk-full`.
    """
    key = _known(dotted)
    settings = checked(_with(read_values(path), key.section, key.name, value), {}, path)
    document = _document(path)
    if key.section not in document:
        document[key.section] = tomlkit.table()
    document[key.section][key.name] = _item(getattr(getattr(settings, key.section), key.name))
    _replace(path, tomlkit.dumps(document))
    return settings


def reset_value(path: Path, dotted: str) -> Settings:
    """Take one key out of the file, so that its default holds, and return the file's settings.

    Raises:
        ConfigError: As `put_value`.
        StoreError: `disk-full`.
    """
    key = _known(dotted)
    document = _document(path)
    if key.name in document.get(key.section, {}):
        del document[key.section][key.name]
        _replace(path, tomlkit.dumps(document))
    return checked(read_values(path), {}, path)


def _known(dotted: str) -> Key:
    key = find_key(dotted)
    if key is None:
        raise unknown_key(f"There is no setting {dotted!r}.", dotted)
    return key


def _document(path: Path) -> tomlkit.TOMLDocument:
    read_values(path)  # It says what is wrong with a file that is not TOML.
    return tomlkit.parse(path.read_bytes().decode("utf-8-sig")) if path.exists() else tomlkit.document()


def _with(values: Values, section: str, name: str, value: object) -> Values:
    beneath = values.get(section, {})
    return {**values, section: {**beneath, name: value} if isinstance(beneath, dict) else beneath}


def _item(value: object) -> Item:
    return tomlkit.item(_plain(value))


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.model_dump(exclude_defaults=True, mode="json") if isinstance(value, BaseModel) else value


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
