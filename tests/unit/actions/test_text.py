import pytest
from pydantic import ValidationError

from assistant.actions.text import TextActions
from tests.unit.actions.acting import act, action_of

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("rhythm", "letter", 6),
        ("it's 5 o'clock", "word", 3),
        ("it's 5 o'clock", "letter", 9),
        ("a b", "character", 3),
        ("a\nb\n", "line", 2),
        ("Grüße", "letter", 5),
    ],
)
async def test_a_text_is_counted(text, unit, expected):
    assert (await act(TextActions(), "text.count", text=text, unit=unit)).facts == {"count": expected, "unit": unit}


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("cat", "C, A, T"),
        ("ice cream", "I, C, E, C, R, E, A, M"),
        ("straße", "S, T, R, A, ß, E"),
        ("don't", "D, O, N, ', T"),
    ],
)
async def test_a_word_is_spelled(text, letters):
    assert (await act(TextActions(), "text.spell", text=text)).facts["letters"] == letters


@pytest.mark.parametrize("text", ["", "   ", "x" * 61, 5])
async def test_what_cannot_be_spelled_is_refused(text):
    with pytest.raises(ValidationError):
        action_of(TextActions(), "text.spell").validated({"text": text})


async def test_neither_needs_a_capability():
    assert action_of(TextActions(), "text.spell").spec.capabilities == frozenset()
