"""Every event becomes one object of the contract."""

import json
import re
from dataclasses import fields

import pytest

from assistant.kernel import events
from assistant.kernel.events import ActionFinished, Event, Planned, Transcribed

KINDS = [
    kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
]
SAMPLES = {"str": "text", "bool": True, "float": 0.5, "StateName": "idle", "Facts": {"a": 1}}


def sample(kind: type[Event]) -> Event:
    """Return an event of that kind whose fields hold something of their type."""
    values = {}
    for field in fields(kind):
        if field.name != "turn":
            name = field.type if isinstance(field.type, str) else getattr(field.type, "__name__", "")
            values[field.name] = SAMPLES.get(name, ())
    return kind(**values)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.type)
def test_an_event_is_a_json_object_with_time_turn_and_type_first(kind: type[Event]) -> None:
    body = sample(kind).to_json(1.0)
    assert list(body)[:3] == ["t_s", "turn", "type"]
    assert set(body) == {"t_s", "type", *(field.name for field in fields(kind))}
    json.dumps(body)


def test_each_type_is_a_name_of_its_own() -> None:
    names = [kind.type for kind in KINDS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in names)


def test_the_contracts_types_are_all_there() -> None:
    contract = {"state", "wake_detected", "speech_started", "speech_ended", "transcript", "plan", "approval_requested"}
    contract |= {"approval_given", "action_started", "action_finished", "reply", "spoken", "interrupted", "error"}
    assert contract <= {kind.type for kind in KINDS}


def test_an_event_tells_its_turn_and_fields() -> None:
    event = Transcribed(turn=4, text="mute", final=True, language="en", confidence=0.91)
    assert event.to_json(12.345678) == {
        **{"t_s": 12.3457, "turn": 4, "type": "transcript"},
        **{"text": "mute", "final": True, "language": "en", "confidence": 0.91},
    }


def test_outside_a_turn_the_number_is_0() -> None:
    assert Planned(source="grammar", steps=()).to_json(0.0)["turn"] == 0


def test_what_changed_is_kept() -> None:
    event = ActionFinished(action="a.b", ok=True, verified=False, undoable=False, effects=("Made it.",))
    assert event.to_json(0.0)["effects"] == ("Made it.",)
