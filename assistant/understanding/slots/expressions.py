"""Regular expressions made of the words of a language, and of patterns with slots such as `{hour}`."""

import re
from collections.abc import Mapping, Sequence


def alternatives(words: Sequence[str] | Mapping[str, object]) -> str:
    """Return a regular expression of all `words`, the longest first; of no words it is one that nothing matches."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, longest_first)) if words else "(?!)"


def with_slots(pattern: str, expressions: Mapping[str, str]) -> str:
    """Return a pattern with expressions in the place of its slots, each by its name."""
    for name, expression in expressions.items():
        pattern = pattern.replace("{" + name + "}", expression)
    return pattern
