"""Turns what a front end asks for into the request of one typed turn."""

from collections.abc import Callable, Mapping
from datetime import datetime

from assistant.dialog.turn import MAIN_SESSION, Request, TurnOptions
from assistant.kernel.errors import UsageError
from assistant.kernel.memory import Scope
from assistant.kernel.types import Facts, Plan, Source, Step, Utterance


def typed_request(command: str, args: Facts, language: str) -> Request:
    """Return the request for the commands of `_STEPS` and for `say_text`; an answer is not spoken.

    Raises:
        UsageError: `bad-time`, `bad-count` or `bad-scope`.
    """
    options = TurnOptions(
        str(args.get("session", MAIN_SESSION)),
        is_dry_run=args.get("is_dry_run") is True,
        approve_all=args.get("approve_all") is True,
        is_spoken=False,
    )
    if command == "say_text":
        return Request(Utterance(str(args.get("text", "")), "typed", language), options)
    step = _STEPS[command](args)
    words = " ".join([step.action, *(f"{name} {value}" for name, value in step.args.items())])
    return Request(Utterance(words, "typed", language), options, plan=Plan(Source.GRAMMAR, (step,), rule=command))


def _added_command(args: Facts) -> Step:
    return Step("commands.add", {"phrase": str(args.get("phrase", "")), "request": str(args.get("request", ""))})


def _forget_step(args: Facts) -> Step:
    scope = str(args.get("scope", ""))
    if scope not in list(Scope):
        known = ", ".join(Scope)
        raise UsageError(f"{scope!r} is nothing that I could forget.", code="bad-scope", hint=f"Name one of: {known}.")
    return Step("memory.forget", {"scope": scope})


def _undo_step(args: Facts) -> Step:
    since, count, deed = args.get("since", ""), args.get("count", 1), args.get("deed", 0)
    if deed:
        return Step("undo.deed", {"deed": deed})
    if since:
        try:
            return Step("undo.since", {"since": datetime.fromisoformat(str(since)).isoformat()})
        except ValueError as error:
            raise UsageError(
                f"{since!r} is not a time.", code="bad-time", hint="Write it as 2026-01-31T10:00."
            ) from error
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= 100:
        raise UsageError(f"{count!r} is not a number of requests.", code="bad-count", hint="Say a number up to 100.")
    return Step("undo.last", {"count": count})


_STEPS: Mapping[str, Callable[[Facts], Step]] = {
    "undo": _undo_step,
    "add_command": _added_command,
    "forget": _forget_step,
}
