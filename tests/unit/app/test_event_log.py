import json
from pathlib import Path

import pytest

from assistant.app.event_log import EventFile
from assistant.kernel.bus import Stamped
from assistant.kernel.errors import UsageError
from assistant.kernel.events import Replied, SpeechStarted


def test_each_event_is_one_line_that_can_be_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    with EventFile(path) as events:
        events(Stamped(1.23456, SpeechStarted(turn=3)))
        assert json.loads(path.read_text()) == {"t_s": 1.2346, "turn": 3, "type": "speech_started"}
        events(Stamped(2.0, Replied(turn=3, text="Grüße\n", card={})))
    assert len(path.read_text("utf-8").splitlines()) == 2
    assert "Grüße" in path.read_text("utf-8")


def test_a_file_name_that_is_no_unicode_is_written_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    with EventFile(path) as events:
        events(Stamped(0.0, Replied(text="b\udc80.pdf", card={})))
    assert json.loads(path.read_text("utf-8"))["text"] == "b\udc80.pdf"


def test_the_file_of_an_earlier_run_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text("old\n")
    with EventFile(path):
        pass
    assert path.read_text() == ""


@pytest.mark.parametrize("name", ["missing/events.jsonl", "."])
def test_a_file_that_can_not_be_made_is_wrong_usage(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError) as caught, EventFile(tmp_path / name):
        pass
    assert caught.value.code == "events-unwritable"
    assert str(tmp_path) in caught.value.message


def test_a_full_disk_is_told_at_the_end() -> None:
    with pytest.raises(UsageError, match="No space left"), EventFile(Path("/dev/full")) as events:
        events(Stamped(0.0, SpeechStarted(turn=1)))
        events(Stamped(0.1, SpeechStarted(turn=2)))


def test_a_full_disk_hides_no_other_error() -> None:
    with pytest.raises(KeyError), EventFile(Path("/dev/full")) as events:
        events(Stamped(0.0, SpeechStarted(turn=1)))
        raise KeyError
