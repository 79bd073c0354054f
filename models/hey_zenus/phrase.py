"""A phrase to be trained: how it is pronounced, and what sounds like it. Pure but for the phonemes of new words.

`hey_zenus()` is ours, chosen by hand; `spelled()` makes one from any text, so that the assistant can be renamed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from models.hey_zenus.phrases import CALLED, GREETINGS, NEAR, PRONUNCIATIONS
from speech.wake.phrase import OWN_PHRASE

# For a Kokoro phoneme, others that make it another word: farther away than speakers of one word are from each other.
SUBSTITUTES = {
    "p": "kfm", "b": "dɡm", "t": "kpʧ", "d": "bɡʤ", "k": "tpm", "ɡ": "dbl", "m": "blv", "n": "ldt", "f": "ptk",
    "v": "bmɹ", "s": "ʃtk", "z": "vʤd", "ʃ": "ʧtk", "l": "ɹnw", "ɹ": "lwd", "w": "lbm", "h": "kpw", "j": "lwn",
    "ʤ": "dɡb", "ʧ": "tkp", "ð": "bmn", "θ": "tkp", "i": "ɑuO", "ɪ": "ɑuO", "ɛ": "ɑuI", "æ": "uOi", "ɑ": "iuA",
    "ʌ": "iIO", "ɔ": "iæA", "u": "iɑA", "ʊ": "iAI", "A": "ɑuO", "I": "iuA", "O": "iæA", "W": "iuA", "Y": "iɑA",
}  # fmt: skip
STRESSES = "ˈˌ"


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is trained for.

    Attributes:
        name: The head's file name without suffix.
        text: As it is written.
        pronunciations: (weight, phonemes of Kokoro) of each way in which it is said.
        near_texts: Close in sound; accepting one of these is an error.
        near_phonemes: Likewise, words that need not exist.
        espeak_texts: The phrase as espeak-ng is told to say it; each has the same weight.
        piper_texts: Likewise Piper.
        flite_texts: Likewise flite, for the test.
    """

    name: str
    text: str
    pronunciations: tuple[tuple[float, str], ...]
    near_texts: tuple[str, ...]
    near_phonemes: tuple[str, ...]
    espeak_texts: tuple[str, ...]
    piper_texts: tuple[str, ...]
    flite_texts: tuple[str, ...]

    def pronounced(self, random: np.random.Generator) -> str:
        """Draw one of its pronunciations, by their weights."""
        weights = np.array([weight for weight, _ in self.pronunciations])
        return self.pronunciations[random.choice(len(weights), p=weights / weights.sum())][1]


def hey_zenus() -> Phrase:
    """Return our own phrase."""
    substituted = dict.fromkeys([*_substituted("hˈA zˈinəs"), *_substituted("hˈA zˈɛnəs")])
    return Phrase(
        name="hey_zenus",
        text=OWN_PHRASE,
        pronunciations=PRONUNCIATIONS,
        near_texts=near_texts(OWN_PHRASE),
        near_phonemes=tuple(substituted),
        espeak_texts=("[[h'eI z'i:n@s]]", "[[h'eI z'i:nVs]]", "[[h,eI z'i:n@s]]", "[[h'eI z'En@s]]", "[[h,eI z'En@s]]"),
        piper_texts=("[[ hˈeɪ zˈiːnəs ]].", "[[ hˈeɪ, zˈiːnəs ]]!", "[[ hˌeɪ zˈiːnəs ]]?", "[[ hˈeɪ zˈɛnəs ]]."),
        flite_texts=spelled_texts(OWN_PHRASE),
    )


def spelled(text: str, phonemes: Callable[[str, str], str]) -> Phrase:
    """Return the phrase that `text` spells.

    Args:
        text: One to four English words.
        phonemes: Gives Kokoro's phonemes of (text, espeak-ng voice).
    """
    words = _words(text)
    said = dict.fromkeys(phonemes(" ".join(words), accent) for accent in ("en-us", "en-gb-x-rp"))
    pronunciations = [(1.0, variant) for one in said for variant in dict.fromkeys(_variants(one))]
    substituted = dict.fromkeys(changed for one in said for changed in _substituted(one))
    said_by_others = spelled_texts(text)
    return Phrase(
        name="_".join(words),
        text=" ".join(words),
        pronunciations=tuple(pronunciations),
        near_texts=near_texts(text),
        near_phonemes=tuple(substituted),
        espeak_texts=said_by_others,
        piper_texts=said_by_others,
        flite_texts=said_by_others,
    )


def near_texts(text: str) -> tuple[str, ...]:
    """Return words that exist and sound like the phrase that is written `text`; taking one for it is an error."""
    words = _words(text)
    called = [f"{words[0]} {name}" for name in CALLED] if len(words) > 1 else []
    if words == _words(OWN_PHRASE):
        return (*NEAR, *called)
    parts = [" ".join(words[:end]) for end in range(1, len(words))] + [
        " ".join(words[start:]) for start in range(1, len(words))
    ]
    return tuple(dict.fromkeys([*parts, *(f"hey {word}" for word in words[1:]), *GREETINGS, *called]))


def spelled_texts(text: str) -> tuple[str, ...]:
    """Return how engines that spell by rule are told to say the phrase that is written `text`, in each usual way."""
    words = _words(text)
    if words == _words(OWN_PHRASE):
        # These spellings give Z IY N AX S, as in "Venus", and Z EH N AX S.
        return "hey zeenus", "hey, zeenus", "hey zeenus!", "hey zeenus?", "hey zennus"
    joined = " ".join(words)
    return f"{joined}.", f"{joined}!", f"{joined}?", f"{', '.join(words)}."


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.casefold())


def _variants(phonemes: str) -> Iterator[str]:
    """Yield `phonemes` as they are, with a little pause before the last word, and with its other words unstressed."""
    yield phonemes
    yield phonemes
    *before, last = phonemes.split(" ")
    if before:
        yield f"{' '.join(before)}, {last}"
        yield f"{' '.join(before).replace('ˈ', 'ˌ')} {last}"


def _substituted(phonemes: str) -> Iterator[str]:
    """Yield `phonemes` with one sound exchanged: each consonant, each stressed vowel."""
    for index, symbol in enumerate(phonemes):
        is_vowel = symbol in "iɪɛæɑʌɔuʊAIOWY"
        if is_vowel and phonemes[index - 1 : index] not in tuple(STRESSES):
            continue
        for other in SUBSTITUTES.get(symbol, ""):
            yield phonemes[:index] + other + phonemes[index + 1 :]
