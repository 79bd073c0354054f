"""Whether a turn came out as it was written to, as a pure function of its record."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePath

from assistant.app.bench.dialogues.script import Expected, ExpectedStep
from assistant.kernel.types import JsonValue, Step, TurnRecord

_TALK = "dialog."


def is_right(expected: Expected, record: TurnRecord, *, has_question: bool) -> bool:
    """Return whether the record of a turn shows what was expected; `has_question` if leave is asked for now."""
    if expected.says and expected.says.casefold() not in record.reply.text.casefold():
        return False
    steps = record.plan.steps if record.plan else ()
    match expected.outcome:
        case "nothing":
            return not record.reply.expects_answer and not any(result.ok for result in record.results)
        case "declines":
            return bool(record.approvals) and not record.approvals[-1].granted and not record.results
        case "asks":
            return record.reply.expects_answer and _asks_for(expected, steps, has_question=has_question)
        case "fails":
            return bool(record.results) and not record.results[-1].ok and _holds(steps, expected.steps)
        case "refuses":
            return not any(result.ok for result in record.results) and not record.reply.expects_answer and bool(steps)
        case _:
            return _is_done(record, expected.steps)


def told(record: TurnRecord) -> dict[str, JsonValue]:
    """Return what a turn came to, for whoever reads the report."""
    steps: list[JsonValue] = [{step.action: dict(step.args)} for step in (record.plan.steps if record.plan else ())]
    return {
        "steps": steps,
        "ok": [result.ok for result in record.results],
        "reply": record.reply.text,
        "asks": record.reply.expects_answer,
    }


def _is_done(record: TurnRecord, wanted: Sequence[ExpectedStep]) -> bool:
    steps = record.plan.steps if record.plan else ()
    if len(steps) != len(wanted) or record.reply.expects_answer:
        return False
    return _holds(steps, wanted) and len(record.results) == len(steps) and all(result.ok for result in record.results)


def _asks_for(expected: Expected, steps: Sequence[Step], *, has_question: bool) -> bool:
    if expected.asks:
        return has_question == (expected.asks == "again")
    return has_question and _holds(steps, expected.steps)


def _holds(steps: Sequence[Step], wanted: Sequence[ExpectedStep]) -> bool:
    """Return whether the wanted steps are among `steps`, in their order."""
    rest = iter(steps)
    return all(any(_is_like(step, each) for step in rest) for each in wanted)


def _is_like(step: Step, wanted: ExpectedStep) -> bool:
    return step.action == wanted.action and all(
        _fits(value, step.args.get(name)) for name, value in wanted.args.items()
    )


def _fits(wanted: JsonValue, found: JsonValue) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(_fits(value, found.get(key)) for key, value in wanted.items())
    if isinstance(wanted, str) and isinstance(found, Mapping):
        return _fits(wanted, found.get("name", ""))
    if isinstance(wanted, str) and isinstance(found, str):
        said, pattern = found.casefold().strip(), wanted.casefold()
        return any(fnmatchcase(name, pattern) for name in (said, PurePath(said).name, PurePath(said).stem))
    return wanted == found
