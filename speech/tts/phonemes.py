"""Text to phonemes, through the espeak-ng that piper carries.

espeak-ng keeps its state in the process, so every engine that needs phonemes comes here and takes turns.
"""

import re
from functools import cache
from threading import Lock
from typing import Protocol, cast

from assistant.kernel.errors import UsageError

_ESPEAK_STATE = Lock()

# Languages whose usual name piper's espeak-ng data doesn't know.
_ESPEAK_NAMES = {"en-gb": "en", "fr-fr": "fr"}
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

    Raises:
        UsageError: `unknown-language`.
    """
    # The bridge hands text over as a C string: it would end at a NUL.
    printable = "".join(char if char.isprintable() else " " for char in text)
    printable = _SPELLED.sub(lambda letters: letters.group().replace(" ", "-"), printable)
    if not printable.strip():
        return []
    name = _ESPEAK_NAMES.get(espeak_voice, espeak_voice)
    with _ESPEAK_STATE:
        try:
            sentences = _espeak().phonemize(name, printable)
        except RuntimeError as error:
            raise _unknown(espeak_voice) from error
    return [sentence for sentence in sentences if sentence]


def _unknown(language: str) -> UsageError:
    return UsageError(
        f"I can't speak the language {language!r}.", code="unknown-language", hint="Choose another voice."
    )
