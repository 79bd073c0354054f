"""Turn records as JSON and back, without loss: what stands in the columns of the history.

Decoding trusts the schema: only this module writes these columns, and migrations change them.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from assistant.kernel.types import (
    ActionResult,
    Approval,
    Card,
    Facts,
    Plan,
    Reply,
    Source,
    SpokenText,
    Step,
    Utterance,
)

# A decoded JSON object; its keys are the fields of the dataclass that was encoded.
Decoded = dict[str, Any]


def encode(value: object) -> str:
    """Return `value`, built of dataclasses, mappings, sequences and plain values, as JSON in ASCII.

    ASCII because a file name may hold half a surrogate pair, which is text to Python but not to SQLite.
    """
    return json.dumps(value, default=_plain, separators=(",", ":"))


def decode_utterance(text: str) -> Utterance:
    """Return the utterance that was encoded."""
    return Utterance(**json.loads(text))


def decode_plan(text: str) -> Plan | None:
    """Return the plan that was encoded."""
    plan: Decoded | None = json.loads(text)
    if plan is None:
        return None
    steps = tuple(Step(**step) for step in plan["steps"])
    return Plan(Source(plan["source"]), steps, plan["rule"], plan.get("said", ""))


def decode_approvals(text: str) -> tuple[Approval, ...]:
    """Return the approvals that were encoded."""
    return tuple(Approval(**approval) for approval in json.loads(text))


def decode_results(text: str) -> tuple[ActionResult, ...]:
    """Return the results that were encoded."""
    return tuple(ActionResult(**{**result, "effects": tuple(result["effects"])}) for result in json.loads(text))


def decode_reply(text: str) -> Reply:
    """Return the reply that was encoded."""
    reply: Decoded = json.loads(text)
    kept = reply["card"]
    card = Card(kept["title"], tuple(tuple(row) for row in kept["rows"]), kept.get("kind", ""))
    return Reply(**{**reply, "card": card})


def decode_spoken(text: str) -> SpokenText | None:
    """Return what was spoken, as it was encoded."""
    spoken: Decoded | None = json.loads(text)
    return SpokenText(**spoken) if spoken else None


def decode_timings(text: str) -> dict[str, float]:
    """Return the timings that were encoded."""
    timings: dict[str, float] = json.loads(text)
    return timings


def decode_facts(text: str) -> Facts:
    """Return the facts that were encoded."""
    facts: Facts = json.loads(text)
    return facts


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
