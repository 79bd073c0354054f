"""What can be said, for whoever shows it: the spoken help, the command line and the window."""

from dataclasses import dataclass

from assistant.kernel.types import Facts


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence that is understood.

    Attributes:
        topic: What its topic is called in "help with …".
        title: The topic as a heading.
        is_pattern: It stands for many sentences: "…" in it is a place for words of the user's own.
    """

    say: str
    topic: str
    title: str
    is_pattern: bool = False

    def as_facts(self) -> Facts:
        """Return it as JSON."""
        return {"say": self.say, "topic": self.topic, "title": self.title, "is_pattern": self.is_pattern}
