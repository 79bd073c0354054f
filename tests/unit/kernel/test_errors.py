"""The error tree: every error has a code, a sentence and a hint, and tells the exit status of its command."""

import re
from collections.abc import Iterator

import pytest

from assistant.kernel import errors
from assistant.kernel.errors import ConfigError, UsageError, ZenusError


def family(kind: type[ZenusError]) -> Iterator[type[ZenusError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from family(child)


OURS = [kind for kind in family(ZenusError) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.__name__)
def test_an_error_is_its_sentence_and_becomes_json(kind: type[ZenusError]) -> None:
    error = kind("The lamp is missing.", code="no-lamp", hint="Buy one.")
    assert str(error) == error.message == "The lamp is missing."
    assert error.as_json() == {"code": "no-lamp", "message": "The lamp is missing.", "hint": "Buy one."}


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.__name__)
def test_only_wrong_usage_and_wrong_settings_exit_with_2(kind: type[ZenusError]) -> None:
    assert kind.exit_status == (2 if issubclass(kind, UsageError | ConfigError) else 1)


def test_the_tree_at_the_top_of_the_file_is_the_tree_in_it() -> None:
    drawn = set(re.findall(r"^.*?(\w+Error)\b", errors.__doc__ or "", re.MULTILINE))
    assert drawn == {kind.__name__ for kind in OURS}
