"""A phrase to be trained: how it is pronounced, and what sounds like it. Pure but for the phonemes of new words.

`hey_zenus()` is ours, chosen by hand; `spelled()` makes one from any text, so that the assistant can be renamed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from models.hey_zenus.phrases import CALLED, GREETINGS, NEAR, PRONUNCIATIONS

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
        text="hey zenus",
        pronunciations=PRONUNCIATIONS,
        near_texts=(*NEAR, *(f"hey {name}" for name in CALLED)),
        near_phonemes=tuple(substituted),
        espeak_texts=("[[h'eI z'i:n@s]]", "[[h'eI z'i:nVs]]", "[[h,eI z'i:n@s]]", "[[h'eI z'En@s]]", "[[h,eI z'En@s]]"),
        piper_texts=("[[ hˈeɪ zˈiːnəs ]].", "[[ hˈeɪ, zˈiːnəs ]]!", "[[ hˌeɪ zˈiːnəs ]]?", "[[ hˈeɪ zˈɛnəs ]]."),
        # flite spells by rule; these spellings give Z IY N AX S, as in "Venus", and Z EH N AX S.
        flite_texts=("hey zeenus", "hey, zeenus", "hey zeenus!", "hey zeenus?", "hey zennus"),
    )


def spelled(text: str, phonemes: Callable[[str, str], str]) -> Phrase:
    """Return the phrase that `text` spells.

    Args:
        text: One to four English words.
        phonemes: Gives Kokoro's phonemes of (text, espeak-ng voice).
    """
    words = re.findall(r"[\w']+", text.casefold())
    said = dict.fromkeys(phonemes(" ".join(words), accent) for accent in ("en-us", "en-gb-x-rp"))
    pronunciations = [(1.0, variant) for one in said for variant in dict.fromkeys(_variants(one))]
    parts = [" ".join(words[:end]) for end in range(1, len(words))] + [
        " ".join(words[start:]) for start in range(1, len(words))
    ]
    called = [f"{words[0]} {name}" for name in CALLED] if len(words) > 1 else []
    near = dict.fromkeys([*parts, *(f"hey {word}" for word in words[1:]), *GREETINGS, *called])
    substituted = dict.fromkeys(changed for one in said for changed in _substituted(one))
    joined = " ".join(words)
    said_by_others = (f"{joined}.", f"{joined}!", f"{joined}?", f"{', '.join(words)}.")
    return Phrase(
        name="_".join(words),
        text=joined,
        pronunciations=tuple(pronunciations),
        near_texts=tuple(near),
        near_phonemes=tuple(substituted),
        espeak_texts=said_by_others,
        piper_texts=said_by_others,
        flite_texts=said_by_others,
    )


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
