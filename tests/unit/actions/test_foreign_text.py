"""Text of other programs is harmless to say and to show."""

from assistant.actions.foreign_text import spoken


def test_it_becomes_one_short_line():
    assert spoken("a\x1b[2J\n\x07b\u202e" + "x" * 999) == "a [2J b " + "x" * 51 + "…"
