"""Reading one desktop entry, as the Desktop Entry Specification 1.5 describes it.

An `Exec` line becomes an argument list here and never reaches a shell. `DBusActivatable` is not looked at: the
specification demands an `Exec` line beside it for programs like this one.
"""

import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.actions.apps.categories import spoken_categories
from assistant.actions.apps.key_file import read_group

# "fuv" stand for files, of which there are none; the others are deprecated and must be dropped.
_DROPPED_FIELD_CODES = frozenset("fFuUdDnNvm")
_PIECE = re.compile(
    r"""
    "(?P<double>(?:[^"\\]|\\.)*)" | '(?P<single>[^']*)' | \\(?P<escaped>.)
    | (?P<plain>[^\s"'\\]+) | (?P<space>\s+) | (?P<open>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\", ";": ";"}


@dataclass(frozen=True, slots=True)
class DesktopEntry:
    """An application that the user may start.

    Attributes:
        desktop_id: Such as `org.gnome.Maps.desktop`.
        name: In the first wanted language that the entry knows.
        names: What it is called, most specific first, in all wanted languages.
        kinds: What sort of program it is: "Web Browser", by its own words and by its categories.
        argv: Program and arguments.
        window_class: Class of its windows, where the entry tells it.
        categories: Such as `WebBrowser`.
    """

    desktop_id: str
    name: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    keywords: tuple[str, ...]
    argv: tuple[str, ...]
    needs_terminal: bool
    window_class: str = ""
    categories: tuple[str, ...] = ()


def read_entry(path: Path, desktop_id: str, languages: Sequence[str], desktops: Collection[str]) -> DesktopEntry | None:
    """Return the application that the file describes; None if it is hidden, not installed, no application or damaged.

    Args:
        path: The `.desktop` file.
        desktop_id: Its path below `applications`, with dashes for slashes.
        languages: Wanted languages as ISO 639-1 codes, the most wanted first.
        desktops: What the session calls itself, from `XDG_CURRENT_DESKTOP`.
    """
    try:
        values = read_group(path, "Desktop Entry")
        if not _is_shown(values, desktops):
            return None
        names = tuple(_unescaped(name) for name in _localised(values, "Name", languages))
        argv = tuple(_argv(values, names[0] if names else "", path))
    except (OSError, ValueError):  # ValueError: not UTF-8, or quotes that are not closed
        return None
    if not names or not argv:
        return None
    generic = [_unescaped(kind) for kind in _localised(values, "GenericName", languages)]
    categories = tuple(_list(values.get("Categories", "")))
    return DesktopEntry(
        desktop_id=desktop_id,
        name=names[0],
        names=names,
        kinds=tuple(dict.fromkeys([*generic, *spoken_categories(categories, languages)])),
        keywords=tuple(word for text in _localised(values, "Keywords", languages) for word in _list(text)),
        argv=argv,
        needs_terminal=values.get("Terminal") == "true",
        window_class=_unescaped(values.get("StartupWMClass", "")),
        categories=categories,
    )


def _is_shown(values: Mapping[str, str], desktops: Collection[str]) -> bool:
    if values.get("Type") != "Application" or "true" in (values.get("NoDisplay"), values.get("Hidden")):
        return False
    only, never = _list(values.get("OnlyShowIn", "")), _list(values.get("NotShowIn", ""))
    if (only and not set(only) & set(desktops)) or set(never) & set(desktops):
        return False
    program = _unescaped(values.get("TryExec", ""))
    return not program or shutil.which(program) is not None


def _localised(values: Mapping[str, str], key: str, languages: Sequence[str]) -> Iterator[str]:
    """Yield the raw value in each wanted language, the one without a language standing for English, each once."""
    found: list[str] = []
    for language in languages:
        prefixes = (f"{key}[{language}]", f"{key}[{language}_", f"{key}[{language}@")
        found += [value for name, value in values.items() if name.startswith(prefixes)]
        found += [values.get(key, "")] if language == "en" else []
    yield from dict.fromkeys(value for value in [*found, values.get(key, "")] if value)


def _argv(values: Mapping[str, str], name: str, path: Path) -> Iterator[str]:
    # The general escapes of strings are undone first, the quoting of arguments second, field codes last.
    for argument in _arguments(_unescaped(values.get("Exec", ""))):
        if argument == "%i":
            yield from ("--icon", _unescaped(values["Icon"])) if values.get("Icon") else ()
            continue
        expanded = re.sub(r"%(.)", lambda match: _field(match[1], name, path), argument)
        if expanded or not argument.startswith("%"):
            yield expanded


def _arguments(line: str) -> Iterator[str]:
    """Yield the arguments of an `Exec` line; single quotes are no part of the specification but of many entries.

    Raises:
        ValueError: A quote is not closed.
    """
    word: str | None = None
    for match in _PIECE.finditer(line):
        if not match["space"]:
            word = (word or "") + _piece(match)
        elif word is not None:
            yield word
            word = None
    if word is not None:
        yield word


def _piece(match: re.Match[str]) -> str:
    if match["open"]:
        raise ValueError("a quote is not closed")
    if match["double"] is not None:
        return re.sub(r'\\(["`$\\])', r"\1", match["double"])
    return match["single"] or match["escaped"] or match["plain"] or ""


def _field(code: str, name: str, path: Path) -> str:
    if code in _DROPPED_FIELD_CODES:
        return ""
    match code:
        case "%":
            return "%"
        case "c":
            return name
        case "k":
            return str(path)
    raise ValueError(f"unknown field code %{code}")


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[0]), value)


def _list(value: str) -> list[str]:
    return [_unescaped(item).strip() for item in re.split(r"(?<!\\);", value) if item.strip()]
