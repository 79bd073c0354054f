"""One pass over a text that replaces what is written by what is said.

All rules of a language are tried together at each place, in order, and what a rule has said is not looked at again: so
the rules can't trip over each other's output, and the time grows with the length of the text alone.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_NAMED_GROUP = re.compile(r"\(\?P<\w+>")


@dataclass(frozen=True)
class Rule:
    """How one kind of writing is said.

    Attributes:
        pattern: What it looks like. No back-references; every repetition bounded or anchored to a token's start, so
            that hostile text costs linear time.
        speak: Says a match; the groups of `pattern` can be used by name.
    """

    pattern: str
    speak: Callable[[re.Match[str]], str]
    regex: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "regex", re.compile(self.pattern))


class Rewriter:
    """Applies rules, the first that matches at a place first."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        branches = (f"(?P<rule_{number}>{_NAMED_GROUP.sub('(?:', rule.pattern)})" for number, rule in enumerate(rules))
        self._any_rule = re.compile("|".join(branches))

    def __call__(self, text: str) -> str:
        """Return `text` with every match replaced, and set off by spaces from letters and digits beside it."""
        return self._any_rule.sub(self._speak, text)

    def _speak(self, found: re.Match[str]) -> str:
        rule = self._rules[int(str(found.lastgroup).removeprefix("rule_"))]
        match = rule.regex.match(found.string, found.start())
        assert match, "a rule matches the same text alone as beside the others"
        spoken = rule.speak(match)
        before = found.string[found.start() - 1 : found.start()] + spoken[:1]
        after = spoken[-1:] + found.string[found.end() : found.end() + 1]
        return f"{' ' * _is_glued(before)}{spoken}{' ' * _is_glued(after)}"


def _is_glued(pair: str) -> bool:
    return len(pair) == 2 and pair.isalnum()
