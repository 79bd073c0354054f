"""Text to phonemes, through the espeak-ng that piper carries.

espeak-ng keeps its state in the process, so every engine that needs phonemes comes here and takes turns.
"""

import re
from functools import cache
from threading import Lock
from typing import Protocol, cast

_ESPEAK_STATE = Lock()

# Letters that are spelled out: espeak-ng takes a lone "A" for the article, unless it is joined to its neighbours.
_SPELLED = re.compile(r"\b[A-Z](?: [A-Z]\b)+")


class _Phonemizer(Protocol):
    def phonemize(self, voice: str, text: str) -> list[list[str]]: ...


@cache
def _espeak() -> _Phonemizer:
    from piper.phonemize_espeak import EspeakPhonemizer

    return cast(_Phonemizer, EspeakPhonemizer())


def phonemes(text: str, espeak_voice: str) -> list[list[str]]:
    """Return the IPA of `text`, one list of decomposed (NFD) characters a sentence, punctuation kept.

    Args:
        text: Spoken text; control characters are taken for spaces.
        espeak_voice: A language of espeak-ng, such as `en-us`.
    """
    # The bridge hands text over as a C string: it would end at a NUL.
    printable = "".join(char if char.isprintable() else " " for char in text)
    printable = _SPELLED.sub(lambda letters: letters.group().replace(" ", "-"), printable)
    if not printable.strip():
        return []
    with _ESPEAK_STATE:
        return [sentence for sentence in _espeak().phonemize(espeak_voice, printable) if sentence]
