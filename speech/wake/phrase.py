"""Finds the wake phrase at the beginning of a transcript, however the recogniser has spelled it. Pure."""

import re
import unicodedata

from rapidfuzz import fuzz

OWN_PHRASE = "hey zenus"
NAME = "zenus"
# These announce a name, so what follows may be spelled freely.
GREETINGS = frozenset({"hey", "hay", "hei", "heey", "hi", "ey", "eh", "ay", "he"})
# These are only dropped before a name that is certain.
FILLERS = frozenset({"a", "ah", "oh", "ok", "okay", "hello", "and", "the"})
# Recognisers hear these where /z/ was said; Dennis, Linus and Janice begin otherwise.
FIRST_LETTERS = frozenset("zsv")
# "Venus" and "sinus" are one letter of five away: 0.80. "Genius" is 0.73, "Zeus" 0.89.
LIKELY = 0.78
CERTAIN = 0.9
# Of any other phrase: a letter of five may differ.
LIKELY_PHRASE = 0.8
# Fewer consonants are in too many words.
SHORTEST_SKELETON = 4
MAX_REPEATS = 3
# "He's anus" is 0.67 of it; where the phrase was certainly said, that is it.
LEAST_LIKE = 0.6
_MOST_WORDS = 4

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_AFTER = re.compile(r"[\s,.;:!?…\-–—\"'”’)]*")


def strip_wake_phrase(text: str, phrase: str = OWN_PHRASE) -> tuple[str, bool]:
    """Return `text` without the wake phrase it begins with, and whether it began with it.

    Args:
        text: A transcript.
        phrase: The wake phrase. Our own is known by all its spellings, any other by its letters and their sound.
    """
    rest, found = text, False
    for _ in range(MAX_REPEATS):
        end = _phrase_end(rest) if phrase.casefold() == OWN_PHRASE else _likely_end(rest, phrase)
        if end is None:
            break
        rest, found = rest[_AFTER.match(rest, end).end() :], True  # type: ignore[union-attr]  # matches empty
    return (rest, True) if found else (text, False)


def drop_wake_phrase(text: str, phrase: str = OWN_PHRASE) -> str:
    """Return what follows the wake phrase in a text that is known to begin with it, however badly it was heard.

    Empty while the phrase is not recognisable: its words would be taken for the request.
    """
    wanted, words = _letters(phrase), text.split()
    likeness, taken = max(
        ((fuzz.ratio(_letters(" ".join(words[:count])), wanted) / 100, count) for count in range(1, _MOST_WORDS + 1)),
        default=(0.0, 0),
    )
    return " ".join(words[taken:]) if likeness >= LEAST_LIKE else ""


def _phrase_end(text: str) -> int | None:
    """Return where the phrase ends that `text` begins with."""
    words = [(match.group(), match.end()) for _, match in zip(range(4), _WORD.finditer(text), strict=False)]
    if not words:
        return None
    first = _plain(words[0][0])
    if first in GREETINGS:
        return _name_end(words[1:], LIKELY)
    if first in FILLERS:
        return _name_end(words[1:], CERTAIN)
    if (glued := re.fullmatch(r"h(?:ey|ay|e|a)(.{4,})", first)) and _likeness(glued.group(1)) >= CERTAIN:
        return words[0][1]
    return _name_end(words, CERTAIN)


def _likely_end(text: str, phrase: str) -> int | None:
    """Return the end of the words, as many as in `phrase` or one more or less, that `text` begins with and that fit."""
    wanted, count = _letters(phrase), len(phrase.split())
    words = [match.group() for match in _WORD.finditer(text)]
    ends = [match.end() for match in _WORD.finditer(text)]
    likenesses = [
        (max(fuzz.ratio(_letters(" ".join(words[:taken])), wanted), _heard_alike(words[:taken], phrase)) / 100, taken)
        for taken in range(max(count - 1, 1), min(count + 1, len(words)) + 1)
    ]
    best, taken = max(likenesses, default=(0.0, 0), key=lambda pair: (pair[0], -abs(pair[1] - count)))
    return ends[taken - 1] if best >= LIKELY_PHRASE else None


def _letters(text: str) -> str:
    return "".join(_plain(word) for word in text.split())


def _heard_alike(words: list[str], phrase: str) -> float:
    """Return how alike the consonants are, 0..100: what recognisers get wrong first are vowels and doubled letters."""
    said, wanted = (_skeleton(_letters(text)) for text in (" ".join(words), phrase))
    return fuzz.ratio(said, wanted) if len(wanted) >= SHORTEST_SKELETON else 0.0


def _skeleton(letters: str) -> str:
    """Return the consonants of a word by their sound."""
    for spelling, sound in (("ph", "f"), ("ck", "k"), ("c", "k"), ("q", "k"), ("z", "s"), ("x", "ks"), ("v", "f")):
        letters = letters.replace(spelling, sound)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyhw]", "", letters))


def _name_end(words: list[tuple[str, int]], least: float) -> int | None:
    """Return the end of the name that `words` begin with, in one word or, as in "Zee nus", in two."""
    if words and _likeness(words[0][0]) >= least:
        return words[0][1]
    if len(words) > 1 and _likeness(words[0][0] + words[1][0]) >= CERTAIN:
        return words[1][1]
    return None


def _likeness(word: str) -> float:
    """Return how much `word` sounds like the name, 0..1."""
    spelled = _sounds(_plain(word))
    return fuzz.ratio(spelled, NAME) / 100 if spelled[:1] in FIRST_LETTERS else 0.0


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if letter.isalpha())


def _sounds(word: str) -> str:
    """Spell `word` by its sound, as far as the name goes: Xeenos, Zinnis and Zenas all become "zenus"."""
    word = re.sub(r"^(?:x|ts|tz|dz|cz)", "z", word)
    word = re.sub(r"^([zsv])(?:ee|ea|ei|ie|i|y|ae|oe)", r"\1e", word)
    word = re.sub(r"(.)\1+", r"\1", word)
    return re.sub(r"(?<=n)(?:[aeiouy]+s|[ei]ce|ews|ooze|uz)$", "us", word)
