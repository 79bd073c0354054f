"""What a conversation can do to itself: help, repeat, why, what did you do, stop, never mind, sleep, wake up.

These run as steps like any other, so that they appear in the plan, the record and the history.
"""

from collections.abc import Callable, Mapping, Sequence

from assistant.dialog.why import explanation, is_about_turns
from assistant.kernel.attention import Attention
from assistant.kernel.ports import Executor
from assistant.kernel.stores import History
from assistant.kernel.types import ActionResult, ActionSpec, Facts, Risk, Step
from assistant.kernel.verdict import Foreseen, Permit

# All are on the card; more than three cannot be kept in mind.
SPOKEN_EXAMPLES = 3
_LOOKED_BACK = 10
_DESCRIPTIONS = {
    "dialog.help": "Tell what can be said.",
    "dialog.repeat": "Say the last answer again.",
    "dialog.why": "Explain what was done or said last.",
    "dialog.recap": "Tell what was done last.",
    "dialog.stop": "Stop talking and drop what is queued.",
    "dialog.cancel": "Drop the request.",
    "dialog.sleep": "Answer to nothing but being woken.",
    "dialog.wake": "Answer to the wake phrase again.",
    "dialog.disown": "Remember that what woke Zenus was not the wake phrase.",
}

ExampleSource = Callable[[str], tuple[Sequence[str], Sequence[str]]]
"""From a topic, or "", to (example sentences, all topics)."""


class DialogCommands:
    """Runs the `dialog.*` steps and hands every other step to the executor of deeds."""

    def __init__(self, deeds: Executor, history: History, attention: Attention, examples: ExampleSource) -> None:
        self._deeds = deeds
        self._history = history
        self._attention = attention
        self._examples = examples
        self._handlers: Mapping[str, Callable[[Facts, int], ActionResult]] = {
            "dialog.help": self._help,
            "dialog.repeat": self._repeat,
            "dialog.why": self._why,
            "dialog.recap": self._recap,
            "dialog.stop": self._stop,
            "dialog.cancel": lambda _args, _turn: _done("dialog.cancel"),
            "dialog.sleep": lambda _args, _turn: self._attend("dialog.sleep", is_asleep=True),
            "dialog.wake": lambda _args, _turn: self._attend("dialog.wake", is_asleep=False),
            "dialog.disown": self._disown,
        }

    def spec(self, name: str) -> ActionSpec | None:
        """Return what is known of a step; the `dialog.*` ones need no capability."""
        if name in self._handlers:
            return ActionSpec(name, _DESCRIPTIONS[name], frozenset(), Risk.READ_ONLY, timeout_s=1.0)
        return self._deeds.spec(name)

    async def foresee(self, step: Step) -> Foreseen | ActionResult:
        """Return the step with its targets; the `dialog.*` ones have none."""
        spec = self.spec(step.action) if step.action in self._handlers else None
        return Foreseen(step, spec) if spec else await self._deeds.foresee(step)

    async def run(self, permit: Permit, turn: int) -> ActionResult:
        """Run one step and return its record."""
        step = permit.foreseen.step
        handler = self._handlers.get(step.action)
        return handler(step.args, turn) if handler else await self._deeds.run(permit, turn)

    def _help(self, args: Facts, _turn: int) -> ActionResult:
        examples, topics = self._examples(str(args.get("topic", "")))
        step = max(1, len(examples) // SPOKEN_EXAMPLES)
        spoken = list(examples)[::step][:SPOKEN_EXAMPLES]
        return _done("dialog.help", {"examples": list(examples), "spoken": spoken, "topics": list(topics)})

    def _repeat(self, _args: Facts, _turn: int) -> ActionResult:
        for record in reversed(self._history.latest(_LOOKED_BACK)):
            steps = record.plan.steps if record.plan else ()
            if record.reply.text and not any(step.action == "dialog.repeat" for step in steps):
                return _done("dialog.repeat", {"text": record.reply.text})
        return ActionResult("dialog.repeat", ok=True, message="dialog.repeat.nothing", is_verified=True)

    def _why(self, _args: Facts, _turn: int) -> ActionResult:
        for record in reversed(self._history.latest(_LOOKED_BACK)):
            if not is_about_turns(record) and record.utterance.modality != "system":
                return _done("dialog.why", explanation(record))
        return _done("dialog.why.nothing", action="dialog.why")

    def _recap(self, _args: Facts, _turn: int) -> ActionResult:
        for record in reversed(self._history.latest(_LOOKED_BACK)):
            if any(result.deed for result in record.results):
                return _done("dialog.recap", {"text": record.reply.text, "at": record.at_utc.astimezone().isoformat()})
        return _done("dialog.recap.nothing", action="dialog.recap")

    def _stop(self, args: Facts, _turn: int) -> ActionResult:
        if not args.get("was_busy"):
            return _done("dialog.stop.nothing", action="dialog.stop")
        facts = {name: args.get(name, default) for name, default in (("done", 0), ("dropped", 0), ("last", ""))}
        return _done("dialog.stop", facts)

    def _disown(self, _args: Facts, turn: int) -> ActionResult:
        is_known = self._attention.disown(turn)
        return _done("dialog.disown" if is_known else "dialog.disown.nothing", action="dialog.disown")

    def _attend(self, message: str, *, is_asleep: bool) -> ActionResult:
        self._attention.is_asleep = is_asleep
        return _done(message)


def _done(message: str, facts: Facts | None = None, *, action: str = "") -> ActionResult:
    return ActionResult(action or message, ok=True, message=message, facts=facts or {}, is_verified=True)
