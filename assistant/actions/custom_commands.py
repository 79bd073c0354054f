"""Commands of the user's own: a phrase that stands for one or more requests.

Only the words are kept. What they lead to is understood, and passes the gate, each time they are said.
"""

from collections.abc import Callable
from typing import Annotated, cast

from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.outcome import ActionFailedError, Check, Outcome
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed
from assistant.kernel.effects import Prospect
from assistant.kernel.stores import CustomCommandStore
from assistant.kernel.types import CustomCommand, Facts, JsonValue, Risk

MOST_COMMANDS = 500

Phrase = Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")]
Request = Annotated[str, Field(min_length=1, max_length=400, pattern=r"\S")]


class CustomCommandActions:
    """Keeps the user's own commands.

    Args:
        one_form: Brings a phrase of a language into the form that requests are compared in.
        language: Returns the ISO 639-1 code of the language in which the user speaks now.
    """

    def __init__(
        self, store: CustomCommandStore, one_form: Callable[[str, str], str], language: Callable[[], str]
    ) -> None:
        self._store = store
        self._one_form = one_form
        self._language = language

    # ------------------------------------------------------------------------------------------------------------ add

    async def _foresee_add(self, phrase: Phrase, request: Request) -> Prospect:
        language = self._language()
        form = self._one_form(phrase, language)
        if not form:
            raise ActionFailedError("commands.add.empty", code="empty-phrase")
        before = self._find(form, language)
        if before is None and len(self._store.all()) >= MOST_COMMANDS:
            raise ActionFailedError("commands.add.full", code="too-many-commands", facts={"count": MOST_COMMANDS})
        facts: Facts = {"phrase": phrase, "request": request, "replaces": before.request if before else ""}
        return Prospect(facts=facts, undo={"phrase": form, "language": language, "before": _kept(before)})

    async def _undo(self, deed: Deed, work: Work) -> bool:
        """Put back what the phrase stood for, or nothing."""
        undo = cast(Facts, deed.undo)
        form, before = str(undo["phrase"]), cast(Facts | None, undo["before"])
        language = str(undo.get("language", "")) or self._language()
        if before is None:
            self._store.remove(form, language)
            return self._find(form, language) is None
        command = CustomCommand(language, form, str(before["said"]), str(before["request"]))
        self._store.put(command)
        return self._find(form, language) == command

    @action(
        "commands.add",
        capabilities={"commands.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={
            "commands.add.done": {"phrase", "request", "replaces"},
            "commands.add.empty": (),
            "commands.add.full": {"count"},
        },
        effects=_foresee_add,
        foresees={"phrase", "request", "replaces"},
        undo=_undo,
    )
    async def add(self, work: Work, phrase: Phrase, request: Request) -> Outcome:
        """Keep a phrase that stands for a request."""
        language = self._language()
        command = CustomCommand(language, self._one_form(phrase, language), phrase, request)
        self._store.put(command)
        return Outcome("commands.add.done", work.prospect.facts, ("a command was kept",), self._is_kept(command))

    # --------------------------------------------------------------------------------------------------------- remove

    async def _foresee_remove(self, phrase: Phrase) -> Prospect:
        before = self._known(phrase)
        facts: Facts = {"phrase": before.said, "request": before.request}
        undo: Facts = {"phrase": before.phrase, "language": before.language, "before": _kept(before)}
        return Prospect(facts=facts, undo=undo)

    @action(
        "commands.remove",
        capabilities={"commands.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={"commands.remove.done": {"phrase", "request"}, "commands.remove.unknown": {"phrase"}},
        effects=_foresee_remove,
        foresees={"phrase", "request"},
        undo=_undo,
    )
    async def remove(self, work: Work, phrase: Phrase) -> Outcome:
        """Forget a command of the user's own."""
        command = self._known(phrase)
        self._store.remove(command.phrase, command.language)

        async def is_gone() -> bool:
            return self._find(command.phrase, command.language) is None

        return Outcome("commands.remove.done", work.prospect.facts, ("a command was forgotten",), is_gone)

    @action(
        "commands.list",
        capabilities={"commands.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={"commands.list.none": (), "commands.list.done": {"count", "commands", "phrases"}},
    )
    async def list(self) -> Outcome:
        """List the commands of the user's own."""
        commands = self._store.all()
        if not commands:
            return Outcome("commands.list.none")
        rows: list[JsonValue] = [{"phrase": command.said, "request": command.request} for command in commands]
        phrases: list[JsonValue] = [command.said for command in commands]
        return Outcome("commands.list.done", {"count": len(rows), "commands": rows, "phrases": phrases})

    def _known(self, phrase: str) -> CustomCommand:
        language = self._language()
        command = self._find(self._one_form(phrase, language), language)
        if command is None:
            raise ActionFailedError("commands.remove.unknown", code="unknown-command", facts={"phrase": phrase})
        return command

    def _find(self, form: str, language: str) -> CustomCommand | None:
        found = (c for c in self._store.all() if c.phrase == form and c.language == language)
        return next(found, None)

    def _is_kept(self, command: CustomCommand) -> Check:
        async def is_kept() -> bool:
            return self._find(command.phrase, command.language) == command

        return is_kept


def _kept(command: CustomCommand | None) -> Facts | None:
    return {"said": command.said, "request": command.request} if command else None
