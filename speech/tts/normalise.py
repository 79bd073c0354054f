"""From text as it is written to text as it is said: no digits, no signs, no markup, no emoji.

Each language brings its own rules (`speech.tts.english`, `speech.tts.german`); a language without rules is said as it
is written, only without what is for the eye. Pure functions; the time grows with the length of the text alone.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

from speech.tts import english, german
from speech.tts.markup import plain

_LANGUAGES: Mapping[str, Callable[[str], str]] = {"en": english.say, "de": german.say}

# Saying one thing can set another free: the first pass over "1.2.3e.g." leaves "e.g." behind.
_MAX_PASSES = 4

# Compatibility forms that a rule must still see as they are; the others (wide letters, ligatures) become plain ones.
_KEPT_FORMS = frozenset("²³½¼¾⅓⅔⅕⅙⅛⅜⅝⅞…™№℃℉°µ″′ªº")
_LINE_END = re.compile(r"(?<![.!?:;,…\s])[ \t]*\n\s*")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "‚": "'", "`": "'"})
# What is left over and has no sound. An apostrophe, a hyphen and ordinary punctuation shape the intonation.
_SILENT = re.compile(r"[^\w\s.,;:!?…'\"()\-。、，！？؟،]|_")
_LONELY = re.compile(r"(?<!\S)[-'\"]+(?!\S)")


def normalise(text: str, language: str = "en") -> str:
    """Return `text` as it is to be spoken, on one line; empty only if nothing in it can be said.

    Args:
        text: Any text, also a hostile one.
        language: ISO 639-1 code of the language it is in.
    """
    say = _LANGUAGES.get(language, str)
    for _ in range(_MAX_PASSES):
        spoken = _pass(text, say)
        if spoken == text:
            break
        text = spoken
    return text


def _pass(text: str, say: Callable[[str], str]) -> str:
    readable = _LINE_END.sub(". ", _canonical(plain(text)).translate(_QUOTES))
    spoken = _SILENT.sub(" ", say(" ".join(readable.split())))
    return " ".join(_LONELY.sub(" ", spoken).split())


def _canonical(text: str) -> str:
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(_canonical_character(char) for char in composed)


def _canonical_character(char: str) -> str:
    if char.isascii() or char in _KEPT_FORMS:
        return char
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return unicodedata.normalize("NFKC", char)
