import pytest

from speech.pipeline.heard import Clause, Speech


def test_a_clause_still_being_computed_is_taken_for_longer_than_its_sound_so_far() -> None:
    clause = Clause("One two three four five.", sound_s=0.5)
    assert clause.words_in(0.5) == "One two"


def test_a_clause_without_sound_counts_as_heard_in_its_place() -> None:
    speech = Speech("Hi 😀. Bye.", [Clause("Hi. ", 1.0, is_whole=True), Clause("* ", is_whole=True)], begin_s=0.0)
    assert speech.heard(1.0).is_complete


@pytest.mark.parametrize(("played_s", "text"), [(10.0, ""), (10.5, "One"), (11.0, "One two"), (12.2, "One two Three")])
def test_what_was_played_before_does_not_count(played_s: float, text: str) -> None:
    speech = Speech(
        "One two Three four", [Clause("One two ", 1.0, is_whole=True), Clause("Three four", 2.0, is_whole=True)], 10.0
    )
    assert speech.heard(played_s).text == text
    assert not speech.heard(played_s).is_complete
