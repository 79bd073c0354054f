import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.tts.clauses import split
from tests.machine import limit_s


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("It's 5:42 PM.", ["It's 5:42 PM."]),
        ("Done. The volume is 40 %.", ["Done. ", "The volume is 40 %."]),
        ("Is that all? Yes! Good.", ["Is that all? ", "Yes! ", "Good."]),
        ("Version 1.2.3 is out.", ["Version 1.2.3 is out."]),
        ("It costs 3.50 a month.", ["It costs 3.50 a month."]),
        ("Dr. Smith called. Call back.", ["Dr. Smith called. ", "Call back."]),
        ("Use fruit, e.g. apples. Wash them.", ["Use fruit, e.g. apples. ", "Wash them."]),
        ("At 5 p.m. you meet Ann.", ["At 5 p.m. you meet Ann."]),
        ("You meet Ann at 5 p.m. Bob is late.", ["You meet Ann at 5 p.m. ", "Bob is late."]),
        ("On Nov. 22 it rains.", ["On Nov. 22 it rains."]),
        ("J. R. Smith wrote it.", ["J. R. Smith wrote it."]),
        ("So did I. We won.", ["So did I. ", "We won."]),
        ("1. Open it. 2. Close it.", ["1. Open it. ", "2. Close it."]),
        ("Well… maybe.", ["Well… maybe."]),
        ("Well... Maybe.", ["Well... ", "Maybe."]),
        ('He said "stop." Then he left.', ['He said "stop." ', "Then he left."]),
        ("I saved /home/ann/a.b/notes.txt. Bye.", ["I saved /home/ann/a.b/notes.txt. ", "Bye."]),
        ("See https://example.com/a.html?x=1.5,2 now.", ["See https://example.com/a.html?x=1.5,2 now."]),
        ("Title\nText", ["Title\n", "Text"]),
        ("今日は。元気です。", ["今日は。", "元気です。"]),
        ("", []),
        ("   ", ["   "]),
    ],
)
def test_sentences_end_where_a_reader_would_pause(text: str, clauses: list[str]) -> None:
    assert split(text) == clauses


def test_the_first_clause_of_a_long_sentence_is_short() -> None:
    text = "I found three files, and I opened the newest one for you, because the others are from last year."
    clauses = split(text, first_chars=60)
    assert clauses[0] == "I found three files, and I opened the newest one for you, "
    assert len(clauses) == 2


def test_a_sentence_without_commas_is_cut_between_words() -> None:
    text = "this goes on and on " * 40
    assert all(len(clause) <= 160 for clause in split(text))
    assert all(clause.endswith(" ") for clause in split(text))


def test_a_number_stays_with_its_unit() -> None:
    text = "the backup of all the pictures and letters takes 12345 GB of the disk and more"
    first = split(text, first_chars=56)[0]
    assert first == "the backup of all the pictures and letters takes "


def test_a_long_path_is_not_cut() -> None:
    path = "/" + "folder/" * 30 + "file.txt"
    assert any(path in clause for clause in split(f"I saved it to {path} a moment ago"))


def test_a_word_without_end_is_cut_somewhere() -> None:
    assert max(map(len, split("x" * 10_000))) <= 400


@given(
    st.text(alphabet=st.sampled_from("aB1.,!? \n\t…。–'\"/:;-IJ"), max_size=400),
    st.integers(1, 80),
    st.integers(1, 200),
)
def test_joined_clauses_are_the_text(text: str, first: int, later: int) -> None:
    clauses = split(text, first, later)
    assert "".join(clauses) == text
    assert all(clauses)


@given(st.text(max_size=3_000))
def test_no_clause_is_longer_than_a_token_may_be(text: str) -> None:
    assert all(len(clause) <= 560 for clause in split(text))


@pytest.mark.parametrize("piece", ["a", ". ", "1. ", "a.", ", ", "! ", "\n", "–", " - ", "…", " ", "Dr. ", "a, b "])
def test_hostile_text_takes_linear_time(piece: str) -> None:
    begin_s = time.process_time()
    assert "".join(split(piece * (100_000 // len(piece)))).startswith(piece)
    assert time.process_time() - begin_s < limit_s(2.0)
