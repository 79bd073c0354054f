"""Sentence templates as people can read them: "(open|launch) [the] {app}" is "open …"."""

import re
from collections.abc import Mapping

_GAP = "…"
_PART = re.compile(r"[()\[\]|]|\{[^}]*\}|<[^>]*>|[^()\[\]|{}<>]+")
# Rules may name each other; this deep none does.
_DEEPEST = 6


def readable(template: str, rules: Mapping[str, str]) -> str:
    """Return the shortest and first way to say what a template says, with "…" for what the user fills in.

    Args:
        template: A sentence template.
        rules: Expansion rules by name.
    """
    text = _Shortened(template, rules, _DEEPEST).text()
    return re.sub(r"\s+", " ", text).strip()


class _Shortened:
    """Walks over one template: of alternatives the first is taken, of what may be left out nothing."""

    def __init__(self, template: str, rules: Mapping[str, str], depth: int) -> None:
        self._parts = _PART.findall(template)
        self._rules = rules
        self._depth = depth
        self._at = 0

    def text(self) -> str:
        """Return the first of the alternatives up to the closing bracket, which is passed."""
        ways = [""]
        while self._at < len(self._parts):
            part = self._parts[self._at]
            self._at += 1
            if part in ")]":
                break
            if part == "|":
                ways.append("")
            else:
                ways[-1] += self._said(part)
        return ways[0]

    def _said(self, part: str) -> str:
        if part == "(":
            return self.text()
        if part == "[":
            self.text()
            return ""
        if part.startswith("{"):
            return _GAP
        if part.startswith("<"):
            rule = self._rules.get(part[1:-1], "")
            return _Shortened(rule, self._rules, self._depth - 1).text() if self._depth else ""
        return part
