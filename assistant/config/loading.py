"""Where settings come from: defaults, then the settings file, then the environment; and what is said of wrong ones.

`ZENUS_SPEECH__SPEED=1.2` sets `speech.speed`; in a list, commas separate the items. Names without `__`, such as
`ZENUS_HOME`, are no settings. Pydantic alone does the checking: pydantic-settings would add 120 ms to each command.
"""

import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from assistant.config.keys import allowed, find_key, nearest
from assistant.config.paths import config_file
from assistant.config.settings import Settings
from assistant.kernel.errors import ConfigError

PREFIX = "ZENUS_"
DELIMITER = "__"

# Section to key to value, unchecked: whatever somebody wrote.
Values = dict[str, Any]

_SHOWN_CHARACTERS = 60


def load_settings(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings; those of `path` (the user's file) where it has any, and of the environment above all.

    Raises:
        ConfigError: `config-unreadable`, `config-unknown-key` or `config-invalid`.
    """
    path = path or config_file()
    return checked(read_values(path), read_environment(os.environ if environment is None else environment), path)


def read_values(path: Path) -> Values:
    """Return what the file says, unchecked; nothing if there is no such file.

    Raises:
        ConfigError: `config-unreadable`, with line and column where the file is not TOML.
    """
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        problem = error.strerror or type(error).__name__
    except UnicodeDecodeError as error:
        problem = f"byte {error.start + 1} is not UTF-8"
    except (ValueError, RecursionError) as error:  # beyond TOMLDecodeError: numbers of 4,300 digits, endless nesting
        problem = f"it is not TOML: {error}"
    raise ConfigError(
        f"The settings file {str(path)!r} cannot be read: {problem}.",
        code="config-unreadable",
        hint="Mend or remove that file, then try again.",
    )


def read_environment(environment: Mapping[str, str]) -> Values:
    """Return the settings among environment variables, unchecked."""
    values: Values = {}
    for name, text in environment.items():
        section, delimiter, key = name.removeprefix(PREFIX).lower().partition(DELIMITER)
        if name.startswith(PREFIX) and delimiter:
            values.setdefault(section, {})[key] = from_text(f"{section}.{key}", text)
    return values


def from_text(dotted: str, text: str) -> str | list[str]:
    """Return `text` as the value of a setting, still unchecked: split at commas if the setting is a list."""
    key = find_key(dotted)
    if key is None or not key.is_list:
        return text
    return [item.strip(" \"'") for item in text.strip(" []").split(",") if item.strip()]


def checked(file_values: Values, environment_values: Values, path: Path) -> Settings:
    """Return the settings that both give together; `path` is named where the file is wrong.

    Raises:
        ConfigError: `config-unknown-key` or `config-invalid`, for the first problem.
    """
    try:
        return Settings.model_validate(_merged(file_values, environment_values))
    except ValidationError as error:
        raise _as_config_error(error.errors(), environment_values, path) from None


def _merged(below: Values, above: Values) -> Values:
    merged = dict(below)
    for section, values in above.items():
        beneath = merged.get(section, {})
        merged[section] = {**beneath, **values} if isinstance(beneath, dict) else beneath
    return merged


def _as_config_error(problems: Sequence[ErrorDetails], environment_values: Values, path: Path) -> ConfigError:
    # A misspelt key comes first: it is often the reason for the others.
    problem = min(problems, key=lambda each: each["type"] != "extra_forbidden")
    section, name = [*map(str, problem["loc"]), ""][:2]
    dotted = f"{section}.{name}" if name else section
    place = f"The settings file {str(path)!r}"
    if name in environment_values.get(section, {}):
        place = f"The environment variable {PREFIX}{section.upper()}{DELIMITER}{name.upper()}"
    if problem["type"] == "extra_forbidden":
        return unknown_key(f"{place} has the unknown key {dotted!r}.", dotted)
    return _invalid(dotted, problem["input"], place)


def unknown_key(message: str, dotted: str) -> ConfigError:
    """Return the error for a key that does not exist, with the nearest one that does."""
    guess = nearest(dotted)
    hint = f"Did you mean {guess!r}?" if guess else "`zenus config show` lists the keys there are."
    return ConfigError(message, code="config-unknown-key", hint=hint)


def _invalid(dotted: str, value: object, place: str) -> ConfigError:
    key = find_key(dotted)
    shown = repr(value)
    if len(shown) > _SHOWN_CHARACTERS:
        shown = f"{shown[:_SHOWN_CHARACTERS]}…"
    return ConfigError(
        f"{place} sets {dotted!r} to {shown}, which is not allowed.",
        code="config-invalid",
        hint=f"It may be {allowed(key)}." if key else f"It must be a section: [{dotted}] with keys below it.",
    )
