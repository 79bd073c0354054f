"""What a change to a text takes away and what it brings."""

from pathlib import Path

import pytest

from assistant.actions.files.difference import MOST_LINES, difference


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.txt"


def test_a_replaced_line_goes_and_another_comes_between_its_neighbours(path: Path) -> None:
    path.write_text("one\ntwo\nthree\nfour\n")
    changed = difference(str(path), "one\nzwei\nthree\nfour\n", keeps_old=False)
    assert changed == ((" ", "one"), ("-", "two"), ("+", "zwei"), (" ", "three"))


def test_what_is_added_stands_after_the_last_line(path: Path) -> None:
    path.write_text("one\ntwo\n")
    assert difference(str(path), "three\n", keeps_old=True) == ((" ", "two"), ("+", "three"))


def test_what_lies_between_two_changes_is_left_out(path: Path) -> None:
    before = [str(number) for number in range(20)]
    path.write_text("\n".join(before))
    after = ["zero", *before[1:-1], "end"]
    signs = [sign + text for sign, text in difference(str(path), "\n".join(after), keeps_old=False)]
    assert signs == ["-0", "+zero", " 1", " …", " 18", "-19", "+end"]


def test_a_long_change_is_cut(path: Path) -> None:
    path.write_text("")
    changed = difference(str(path), "x\n" * 500, keeps_old=False)
    assert len(changed) == MOST_LINES + 1 and changed[-1] == (" ", "…")


@pytest.mark.parametrize("content", [b"\0\1", b"\xff\xfe", b"x" * 300_000], ids=["binary", "not-utf8", "long"])
def test_what_is_no_text_or_too_long_has_no_lines(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert difference(str(path), "x", keeps_old=False) == ()


def test_signs_that_would_turn_the_line_round_are_not_shown(path: Path) -> None:
    path.write_text("")
    ((_, shown),) = difference(str(path), "a\u202eb\x1b[2Jc", keeps_old=False)
    assert shown == "a b [2Jc"


def test_a_file_that_is_gone_has_no_lines(path: Path) -> None:
    assert difference(str(path), "x", keeps_old=False) == ()
