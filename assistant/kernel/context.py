"""What was talked about: what a follow-up such as "the second one" or "same for Pictures" may refer to.

It is made from the records of the last turns, so that a conversation goes on over restarts and from one process to the
next. Everything in it is text that could be said in a request.
"""

from dataclasses import dataclass, field
from datetime import datetime

from assistant.kernel.types import Plan, Step


@dataclass(frozen=True, slots=True)
class Context:
    """The state of a conversation.

    Attributes:
        said: The last request that was understood, as a whole sentence, with what it left out filled in.
        plan: What it led to.
        is_deed: It changed something.
        can_be_undone: What it changed can be taken back.
        items: The last list that was told, each as it can be named in a request: a path, a title, a name.
        item_steps: What "the second one" on its own does; as long as `items`, or empty.
        taken: Which of them was taken last, counted from 1; 0 if none was.
        paths: The files that the last request concerned, newest first.
        asked: The plan of the last question that was left without an answer; None if there is none.
    """

    said: str = ""
    plan: Plan | None = None
    is_deed: bool = False
    can_be_undone: bool = False
    items: tuple[str, ...] = ()
    item_steps: tuple[Step, ...] = ()
    taken: int = 0
    paths: tuple[str, ...] = ()
    asked: Plan | None = None


NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on: how it is shown and named, and what it leads to."""

    label: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class Clarification:
    """Something that was left open in a request and is asked back.

    Attributes:
        question: Key of the reply template that asks.
        resumes: The request with `{answer}` where the answer belongs, in each way in which the answer may be worded;
            empty where one of `choices` is to be taken.
        choices: What can be chosen, numbered from 1 in this order.
        text: What was asked.
        language: ISO 639-1 code of `text` and `resumes`, in which it is answered; empty where the answer's own counts.
        asked_at: Aware wall time; before it and after `expires_at` no answer counts.
    """

    question: str
    resumes: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    text: str = ""
    language: str = ""
    asked_at: datetime = field(default=datetime.min)
    expires_at: datetime = field(default=datetime.min)

    def is_open(self, now: datetime) -> bool:
        """Return whether an answer still counts."""
        return self.asked_at <= now < self.expires_at
