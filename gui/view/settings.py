"""The settings as pages of groups of fields, from the form that the core sends. No widgets.

The form says what kind of control a setting wants; here it gets its title, its choices' words, and its place.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.kernel.capabilities import CAPABILITIES
from assistant.kernel.types import Facts, JsonValue
from gui.view import settings_words as words
from gui.view.fields import facts, flag, items, number, objects, text

# Fewer choices than this are shown side by side.
MOST_SIDE_BY_SIDE = 4
_STEPS = 100
_NAMED = ("audio.", "wake.phrase", "speech.", "recogniser.", "gui.monitor")
# Help is written for pages of Markdown as well.
_QUOTED = re.compile(r"`([^`]*)`")


@dataclass(frozen=True, slots=True)
class Part:
    """A column of a table: a text, or a list of things from `choices`."""

    name: str
    title: str
    help: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One setting.

    Attributes:
        key: `section.name`.
        kind: `switch`, `choice`, `number`, `whole`, `text`, `path`, `list` or `table`.
        choices: Values and their words.
        low, high, step: Of numbers.
        unit: Written behind a number; `%` if the value is shown as a percentage.
        parts: Columns of a table.
        is_fixed: It can't be changed from here.
    """

    key: str
    kind: str
    title: str
    help: str
    value: JsonValue
    default: JsonValue
    choices: tuple[tuple[JsonValue, str], ...] = ()
    low: float = 0.0
    high: float = 0.0
    step: float = 1.0
    unit: str = ""
    parts: tuple[Part, ...] = ()
    needs_restart: bool = False
    is_fixed: bool = False

    @property
    def is_default(self) -> bool:
        """Whether a reset would change nothing."""
        return self.value == self.default

    @property
    def default_text(self) -> str:
        """The default as people read it."""
        return self.shown(self.default)

    def shown(self, value: JsonValue) -> str:
        """Return a value as people read it."""
        if isinstance(value, bool):
            return words.ON if value else words.OFF
        if isinstance(value, int | float):
            return f"{value * 100:.0f} %" if self.unit == "%" else f"{value:g}{self.unit}"
        if isinstance(value, str):
            return dict(self.choices).get(value, value) or words.EMPTY
        return ", ".join(map(str, value or ())) or words.EMPTY

    def fits(self, wanted: Sequence[str]) -> bool:
        """Return whether all of these folded words stand in its title, help, key or choices."""
        told = " ".join([self.title, self.help, self.key, *(shown for _, shown in self.choices)]).casefold()
        return all(word in told for word in wanted)


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together."""

    name: str
    title: str
    help: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What is seen at a time."""

    name: str
    title: str
    groups: tuple[Group, ...] = ()


class SettingsModel:
    """Keeps the form, what was searched for, and what was wrong with a value that was wanted."""

    def __init__(self) -> None:
        self.pages: tuple[Page, ...] = tuple(Page(name, title) for name, (title, _) in words.PAGES.items())
        self.errors: dict[str, str] = {}

    def take(self, form: JsonValue, monitors: Sequence[str] = ()) -> bool:
        """Take what the core answers to `settings`; return whether anything but values is another now.

        Args:
            form: The answer.
            monitors: Names of those that are connected, which the core can't know.
        """
        if not isinstance(form, Mapping):
            return False
        before = self.pages
        offers = {**facts(form, "offers"), **({"gui.monitor": ["", *monitors]} if monitors else {})}
        groups = {text(each, "name"): _group(each, offers) for each in objects(form, "sections")}
        self.pages = tuple(
            Page(name, title, tuple(groups.pop(section) for section in sections if section in groups))
            for name, (title, sections) in words.PAGES.items()
        )
        if groups:  # sections that this window does not know yet
            self.pages += (Page("more", words.MORE, tuple(groups.values())),)
        return _without_values(before) != _without_values(self.pages)

    def fields(self) -> list[Field]:
        """Return all fields, in the order of the pages."""
        return [field for page in self.pages for group in page.groups for field in group.fields]

    def field(self, key: str) -> Field | None:
        """Return one field."""
        return next((field for field in self.fields() if field.key == key), None)

    def value(self, key: str) -> JsonValue:
        """Return what a setting is; None if it is not known."""
        field = self.field(key)
        return field.value if field else None

    def search(self, words_text: str) -> frozenset[str]:
        """Return the keys that fit what was searched for; all if that is nothing."""
        wanted = words_text.casefold().split()
        return frozenset(field.key for field in self.fields() if field.fits(wanted))

    def answer(self, key: str, error: Facts | None) -> str:
        """Take the core's answer to a change, and return what is to be said at the field: nothing if it was taken."""
        if error is None:
            self.errors.pop(key, None)
            return ""
        self.errors[key] = text(error, "hint") or text(error, "message")
        return self.errors[key]


def _group(section: Facts, offers: Facts) -> Group:
    name = text(section, "name")
    fields = tuple(_field(each, offers) for each in objects(section, "fields"))
    return Group(name, words.SECTIONS.get(name, _worded(name)), text(section, "help"), fields)


def _field(each: Facts, offers: Facts) -> Field:
    key, kind = text(each, "key"), text(each, "kind")
    offered = items(offers, key)
    choices = offered or items(each, "choices")
    if offered and kind == "text":
        kind = "choice"
        choices = choices if each.get("value") in choices else [*choices, each.get("value")]
    low, high = number(each, "low"), number(each, "high")
    return Field(
        key=key,
        kind=kind,
        title=_title(key),
        help=_QUOTED.sub("“\\1”", text(each, "help")),
        value=each.get("value"),
        default=each.get("default"),
        choices=tuple((value, _choice(key, value)) for value in choices),
        low=low,
        high=high,
        step=1.0 if kind == "whole" else _step(high - low),
        unit=_unit(key),
        parts=tuple(_part(part) for part in objects(each, "parts")),
        needs_restart=flag(each, "needs_restart"),
        is_fixed=flag(each, "is_fixed"),
    )


def _part(part: Facts) -> Part:
    name = text(part, "name")
    title = words.PARTS.get(name, _worded(name))
    return Part(name, title, text(part, "help"), tuple(map(str, items(part, "choices"))))


def _step(span: float) -> float:
    """Return a step of which some dozens make the whole."""
    return next((step for step in (0.05, 0.1, 0.5) if span / step <= _STEPS), 1.0)


def _title(key: str) -> str:
    name = key.partition(".")[2]
    for ending in words.UNITS:
        name = name.removesuffix(ending)
    return words.TITLES.get(key) or _worded(name)


def _unit(key: str) -> str:
    if key in words.PERCENT:
        return "%"
    return next((unit for ending, unit in words.UNITS.items() if key.endswith(ending)), "")


def _choice(key: str, value: JsonValue) -> str:
    """Return how a choice is called: names that somebody gave stay as they are."""
    shown = str(value)
    if key.startswith("safety.") and shown in CAPABILITIES:
        return CAPABILITIES[shown]
    is_name = "." in shown or key.startswith(_NAMED)
    return words.CHOICES.get(key, {}).get(shown) or (shown if is_name else _worded(shown))


def _worded(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _without_values(pages: Sequence[Page]) -> Sequence[Page]:
    """Return pages of which only the shape is left."""
    return [
        replace(page, groups=tuple(
            replace(group, fields=tuple(replace(field, value=None) for field in group.fields)) for group in page.groups
        )) for page in pages
    ]  # fmt: skip
