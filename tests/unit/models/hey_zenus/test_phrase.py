"""Phrases to be trained, ours and any other."""

from models.hey_zenus.phrase import hey_zenus, spelled

PHONEMES = {"en-us": "smˈɑɹt mˈɪɹəɹ", "en-gb-x-rp": "smˈɑːt mˈɪɹə"}


def phonemes(_text: str, accent: str) -> str:
    return PHONEMES[accent]


def test_another_phrase_is_said_in_both_accents() -> None:
    said = {phrase for _, phrase in spelled("Smart Mirror", phonemes).pronunciations}
    assert set(PHONEMES.values()) <= said


def test_the_words_of_a_phrase_may_stand_apart() -> None:
    assert "smˈɑɹt, mˈɪɹəɹ" in {phrase for _, phrase in spelled("smart mirror", phonemes).pronunciations}


def test_a_part_of_the_phrase_is_not_the_phrase() -> None:
    phrase = spelled("smart mirror", phonemes)
    assert {"smart", "mirror"} <= set(phrase.near_texts) and "smart mirror" not in phrase.near_texts


def test_words_one_sound_away_are_no_pronunciations() -> None:
    phrase = spelled("smart mirror", phonemes)
    assert phrase.near_phonemes
    assert not set(phrase.near_phonemes) & {said for _, said in phrase.pronunciations}


def test_the_name_serves_as_a_file_name() -> None:
    assert spelled("Smart  Mirror!", phonemes).name == "smart_mirror"


def test_ours_is_never_among_what_must_not_be_taken_for_it() -> None:
    phrase = hey_zenus()
    assert phrase.text not in phrase.near_texts
    assert not set(phrase.near_phonemes) & {said for _, said in phrase.pronunciations}
