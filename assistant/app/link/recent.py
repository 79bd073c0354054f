"""What somebody who subscribes late must know: the newest event of each kind that still holds, and the last answers."""

from collections import deque

from assistant.kernel import events as ev
from assistant.kernel.bus import Stamped
from assistant.kernel.types import JsonValue

MOST_REPLIES = 5
# Of these the newest tells how things are.
_LASTING = (ev.StateChanged, ev.AttentionChanged, ev.MicrophoneChanged)


class RecentEvents:
    """A sink of the event bus that remembers a handful of events."""

    def __init__(self) -> None:
        self._lasting: dict[type[ev.Event], Stamped] = {}
        self._question: Stamped | None = None
        self._plan: Stamped | None = None
        self._replies: deque[tuple[Stamped | None, Stamped]] = deque(maxlen=MOST_REPLIES)

    def __call__(self, stamped: Stamped) -> None:
        """Take one event."""
        event = stamped.event
        if isinstance(event, _LASTING):
            self._lasting[type(event)] = stamped
        elif isinstance(event, ev.ApprovalRequested):
            self._question = stamped
        elif isinstance(event, ev.ApprovalGiven):
            self._question = None
        elif isinstance(event, ev.Planned):
            self._question, self._plan = None, stamped
        elif isinstance(event, ev.ActionFinished) and event.action == "memory.forget":
            # What was answered is not to be kept here either.
            self._plan = None
            self._replies.clear()
        elif isinstance(event, ev.Replied):
            self._replies.append((self._plan, stamped))

    def to_json(self) -> list[JsonValue]:
        """Return the events as objects, oldest first; what an answer is about comes before it."""
        kept = [*self._lasting.values(), *([self._question] if self._question else [])]
        for plan, reply in self._replies:
            kept += [plan, reply] if plan and plan.event.turn == reply.event.turn else [reply]
        unique = {id(stamped): stamped for stamped in kept}
        ordered = sorted(unique.values(), key=lambda stamped: stamped.t_s)
        return [stamped.event.to_json(stamped.t_s) for stamped in ordered]
