"""How German text is said, where a synthesiser would read it otherwise: clock times, ordinals, and a lone one.

Other numbers, signs and endings of file names every German synthesiser reads rightly by itself.
"""

import re

from speech.tts.rewriting import Rewriter, Rule

_MONTH = r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
_CLOCK = r"\b(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?: Uhr\b)?"
_ORDINAL = rf"\b(?P<article>der|die|den|dem|am|vom|zum) (?P<day>[12]?\d|3[01])\.(?= {_MONTH})"
_ONE = r"(?<![\d.,:])\b1 (?P<noun>[A-ZÄÖÜ][a-zäöüß]{1,30}\b)"
# Nouns that end so are feminine, as far as Zenus counts them.
_FEMININE = ("e", "ei", "ung", "ion", "heit", "keit", "schaft", "tät")


def _clock(match: re.Match[str]) -> str:
    minute = int(match["minute"])
    return f"{int(match['hour'])} Uhr {minute}" if minute else f"{int(match['hour'])} Uhr"


def _ordinal(match: re.Match[str]) -> str:
    from num2words import num2words  # It brings sixty languages along; only a voice pays for that.

    ending = "" if match["article"] in ("der", "die") else "n"
    return f"{match['article']} {num2words(int(match['day']), lang='de', to='ordinal')}{ending}"


def _one(match: re.Match[str]) -> str:
    return f"{'eine' if match['noun'].endswith(_FEMININE) else 'ein'} {match['noun']}"


say = Rewriter((Rule(_CLOCK, _clock), Rule(_ORDINAL, _ordinal), Rule(_ONE, _one)))
