"""Turns to replay through the window: one of each kind of result, with a question answered in between."""

from collections.abc import Sequence

from assistant.kernel import events as ev

_ROWS = [[f"report-{number:02}.pdf", "Documents", "yesterday at 4:12 PM", "182 kilobytes"] for number in range(20)]


def turn_events(number: int) -> Sequence[ev.Event]:
    """Return the events of one turn; what comes of it depends on its number."""
    kinds = (_time, _files, _question, _error)
    begin: list[ev.Event] = [
        ev.StateChanged(turn=number, name="listening"),
        ev.LevelHeard(turn=number, level=(number % 10) / 10),
        ev.Transcribed(turn=number, text="a request", final=True, language="en", confidence=0.9),
        ev.StateChanged(turn=number, name="thinking"),
    ]
    return [*begin, *kinds[number % len(kinds)](number), ev.StateChanged(turn=number, name="idle")]


def _planned(turn: int, action: str) -> ev.Planned:
    return ev.Planned(turn=turn, source="grammar", steps=({"action": action, "args": {}, "risk": "reversible"},))


def _time(turn: int) -> list[ev.Event]:
    said = "The time is 6:05 PM."
    return [
        _planned(turn, "clock.time"),
        ev.Replied(turn=turn, text=said, card={"title": "Time", "rows": [["6:05 PM"]]}),
        ev.StateChanged(turn=turn, name="speaking"),
        ev.Captioned(turn=turn, text=said),
        ev.Spoken(turn=turn, text=said, complete=True),
    ]


def _files(turn: int) -> list[ev.Event]:
    return [
        _planned(turn, "files.find"),
        ev.Replied(turn=turn, text="I found 20 files.", card={"title": "Files", "rows": _ROWS}),
    ]


def _question(turn: int) -> list[ev.Event]:
    question = "Shall I move 20 files to the trash?"
    return [
        _planned(turn, "files.trash"),
        ev.ApprovalRequested(
            turn=turn,
            question=question,
            steps=(),
            id=f"q{turn}",
            session="main",
            targets=tuple((row[0], "to the trash") for row in _ROWS),
            open_s=45.0,
        ),
        ev.ApprovalGiven(turn=turn, granted=False, by="voice"),
    ]


def _error(turn: int) -> list[ev.Event]:
    return [ev.ErrorRaised(turn=turn, code="no-microphone", message="No microphone is connected.", hint="Connect one.")]
