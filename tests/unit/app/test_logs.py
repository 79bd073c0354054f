import json
import logging
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from assistant.app import logs
from assistant.app.logs import LogFile, Private, log_event, start_logging
from assistant.kernel import events
from assistant.kernel.bus import Stamped
from assistant.kernel.errors import ConfigError, StoreError

SECRET = "xylophone"
log = logging.getLogger("assistant.somewhere")

# Every event, with SECRET wherever a user's words, names or files may stand.
EVENTS: list[events.Event] = [
    events.StateChanged(name="listening"),
    events.AttentionChanged(is_muted=True, is_asleep=False),
    events.LevelHeard(level=0.5),
    events.Captioned(text=SECRET),
    events.FollowUpOpened(open_s=6.0),
    events.MicrophoneChanged(name=SECRET, is_live=True),
    events.WakeDetected(name="hey_zenus", score=0.9),
    events.SpeechStarted(),
    events.SpeechEnded(reason="silence"),
    events.Transcribed(text=SECRET, final=False, language="en", confidence=0.5),
    events.Transcribed(text=SECRET, final=True, language="en", confidence=0.5),
    events.Planned(source="grammar", steps=({"action": "notes.add", "args": {"text": SECRET}, "risk": "reversible"},)),
    events.ApprovalRequested(question=SECRET, steps=({"action": "notes.add", "args": {"text": SECRET}},)),
    events.ApprovalGiven(granted=True, by="voice"),
    events.ActionStarted(action="notes.add"),
    events.ActionFinished(action="notes.add", ok=True, verified=True, undoable=False, effects=(f"Made {SECRET}.txt",)),
    events.Progressed(action="notes.add", done=1, total=2),
    events.Replied(text=SECRET, card={"title": SECRET, "rows": [[SECRET]]}),
    events.Spoken(text=SECRET, complete=True),
    events.Interrupted(by="voice"),
    events.SettingsChanged(keys=(f"git.{SECRET}",)),
    events.WindowWanted(page=SECRET),
    events.ErrorRaised(code="no-such-file", message=f"No {SECRET}.", hint=f"Look for {SECRET}."),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "zenus.log"


@pytest.fixture
def log_file(path: Path) -> Iterator[LogFile]:
    with start_logging(path, "debug") as opened:
        yield opened


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_line_says_when_where_and_what(log_file: LogFile, path: Path) -> None:
    log.warning("slow by %d ms", 12, extra={"turn": 3})
    (line,) = lines(path)
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "warning",
        "logger": "assistant.somewhere",
        "message": "slow by 12 ms",
        "fields": {"turn": 3},
    }


def test_every_event_is_logged_without_what_was_said_or_named(log_file: LogFile, path: Path) -> None:
    kinds = {kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, events.Event)}
    assert kinds - {events.Event} == {type(event) for event in EVENTS}, "add the event to EVENTS"
    for event in EVENTS:
        log_event(Stamped(1.0, event))
    assert [line["message"] for line in lines(path)] == [event.type for event in EVENTS]
    assert SECRET not in path.read_text()


def test_an_event_keeps_its_numbers_and_our_own_words(log_file: LogFile, path: Path) -> None:
    log_event(Stamped(1.23456, events.WakeDetected(name="hey_zenus", score=0.9)))
    log_event(
        Stamped(2, events.ActionFinished(turn=4, action="a.b", ok=False, verified=False, undoable=True, effects=()))
    )
    log_event(Stamped(3, next(event for event in EVENTS if isinstance(event, events.Planned))))
    wake, finished, planned = (line["fields"]["event"] for line in lines(path))
    assert wake == {"turn": 0, "name": "hey_zenus", "score": 0.9}
    assert finished == {"turn": 4, "action": "a.b", "ok": False, "verified": False, "undoable": True}
    assert planned["actions"] == ["notes.add"]


def test_the_text_of_an_event_that_nobody_listed_is_private(log_file: LogFile, path: Path) -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Noticed(events.Event):
        type: ClassVar[str] = "noticed"
        what: str
        count: int

    log_event(Stamped(0, Noticed(what=SECRET, count=2)))
    (line,) = lines(path)
    assert line["fields"] == {"t_s": 0, "event": {"turn": 0, "count": 2}}


def test_what_is_marked_private_is_dropped(log_file: LogFile, path: Path) -> None:
    log.info("opened %s", Private(SECRET))
    log.info("opened %(name)s", {"name": Private(SECRET)})
    log.info("opened", extra={"name_of_it": Private(SECRET), "private": {"text": SECRET}})
    log.info("opened %s", Path("/home") / SECRET)
    assert SECRET not in path.read_text()
    assert [line["message"] for line in lines(path)] == [*["opened <private>"] * 2, "opened", "opened <private>"]


def test_what_is_private_is_written_for_a_user_who_asked_for_it(path: Path) -> None:
    with start_logging(path, "info", log_private=True):
        log.info("opened %s", Private(SECRET), extra={"private": {"text": SECRET}})
        logging.getLogger("somelibrary").warning("no %s", SECRET)
        try:
            raise OSError(SECRET)
        except OSError:
            log.exception("failed")
    opened, foreign, failed = lines(path)
    assert (opened["message"], opened["private"]) == (f"opened {SECRET}", {"text": SECRET})
    assert foreign["message"] == f"no {SECRET}"
    assert failed["error"]["text"] == SECRET


def test_of_an_exception_type_code_and_places_are_written_but_no_text(log_file: LogFile, path: Path) -> None:
    try:
        try:
            raise FileNotFoundError(2, "No such file", f"/home/{SECRET}")
        except FileNotFoundError as error:
            raise StoreError(SECRET, code="store-unusable", hint=SECRET) from error
    except StoreError:
        log.exception("failed")
    (line,) = lines(path)
    assert SECRET not in path.read_text()
    assert (line["error"]["type"], line["error"]["code"]) == ("StoreError", "store-unusable")
    assert line["error"]["cause"]["type"] == "FileNotFoundError"
    assert "test_of_an_exception" in line["error"]["at"][0]


def test_a_librarys_message_is_withheld_but_not_that_there_was_one(log_file: LogFile, path: Path) -> None:
    logging.getLogger("somelibrary").warning(f"heard {SECRET}")
    logging.getLogger("somelibrary").info("chatter")
    (line,) = lines(path)
    assert line["logger"] == "somelibrary"
    assert line["message"].startswith("withheld, from test_logs:")


def test_only_the_user_can_read_the_files(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MAX_BYTES", 300)
    old_mask = os.umask(0)
    try:
        with start_logging(path, "info"):
            for _ in range(20):
                log.info("words enough for a file to be full soon")
    finally:
        os.umask(old_mask)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == dict.fromkeys(("zenus.log", "zenus.log.1", "zenus.log.2", "zenus.log.3"), 0o600)


def test_levels_and_privacy_can_change_while_it_is_open(log_file: LogFile, path: Path) -> None:
    log_file.apply("error", log_private=True)
    log.warning("dropped")
    log.error("kept %s", Private("that"))
    assert [line["message"] for line in lines(path)] == ["kept that"]


def test_closing_leaves_the_loggers_as_they_were(path: Path) -> None:
    before = list(logging.getLogger().handlers)
    start_logging(path, "debug").close()
    assert logging.getLogger().handlers == before
    assert logging.getLogger("assistant").level == logging.NOTSET


def test_text_that_is_no_utf_8_is_written_escaped(log_file: LogFile, path: Path) -> None:
    log.info("bad \udcff")
    assert lines(path)[0]["message"] == "bad \udcff"


@pytest.mark.parametrize("arguments", [("%d ms", "x"), ("100% of %s", 1)])
def test_a_message_that_cannot_be_formatted_disturbs_nobody(
    log_file: LogFile, path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[Any, ...]
) -> None:
    log_file._handler.handle(logging.makeLogRecord({"name": "assistant", "msg": arguments[0], "args": arguments[1:]}))
    assert capsys.readouterr().err == ""


def test_a_log_that_cannot_be_opened_is_reported(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(ConfigError) as caught:
        start_logging(path, "info")
    assert caught.value.code == "log-unwritable"


def test_a_full_disk_is_reported(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(logs, "_PrivateFileHandler", full)
    with pytest.raises(StoreError) as caught:
        start_logging(path, "info")
    assert caught.value.code == "disk-full"
