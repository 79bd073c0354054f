"""Asking as a user does: each request is a `zenus ask` of its own, all in one profile."""

import json
from collections.abc import Mapping
from typing import Any

from tests.e2e.running import zenus


class Asking:
    """Asks in one environment; what is answered is the object of `--json`."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env

    def __call__(self, text: str, *options: str) -> dict[str, Any]:
        done = zenus(self.env, "ask", "--json", text, *options)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert lines, done.stderr
        answer: dict[str, Any] = lines[0]
        return answer

    def reply(self, text: str, *options: str) -> str:
        """Return what is said in reply."""
        return str(self(text, *options)["reply"]["text"])

    def configure(self, key: str, value: str) -> None:
        """Change a setting."""
        done = zenus(self.env, "config", "set", key, value)
        assert done.returncode == 0, done.stderr
