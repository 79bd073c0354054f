"""Engines are exchanged while Zenus runs: only those that a change concerns, and never for one that does not load."""

from collections.abc import Callable

import anyio
import pytest

from assistant.app.panel import engine_switch
from assistant.app.panel.engine_switch import EngineSwitch
from assistant.config.settings import Settings
from assistant.kernel.bus import EventBus, Stamped
from assistant.kernel.clock import SystemClock
from assistant.kernel.errors import ModelError


class User:
    """Takes the place of voice and listener."""

    def __init__(self) -> None:
        self.used: list[object] = []
        self.stt = "whisper"

    def use(self, *engines: object, **named: object) -> None:
        self.used += [*(engine for engine in engines if not callable(engine)), *named.items()]


@pytest.fixture(autouse=True)
def loaders(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("load_tts", "load_wake", "load_stt"):
        monkeypatch.setattr(engine_switch, name, lambda _store, settings, name=name, **_: (name, settings.speech.speed))


def switched(*changes: tuple[Settings, set[str]], user: User | None = None) -> tuple[User, list[Stamped]]:
    user = user or User()
    bus = EventBus(SystemClock())
    events: list[Stamped] = []
    bus.add_sink(events.append)
    switch = EngineSwitch(user, user, bus)  # type: ignore[arg-type]  # all that is asked of them is to use engines

    async def body() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(switch.run)
            for settings, keys in changes:
                switch.take(settings, frozenset(keys))
            await switch.settle()
            tasks.cancel_scope.cancel()

    anyio.run(body)
    return user, events


@pytest.mark.parametrize(
    ("key", "used"),
    [
        ("speech.voice", [("load_tts", 1.0)]),
        ("speech.speed", [("load_tts", 1.0)]),
        ("wake.sensitivity", [("wake", ("load_wake", 1.0))]),
        ("wake.owner_only", [("wake", ("load_wake", 1.0))]),
        ("recogniser.model", [("stt", ("load_stt", 1.0)), ("wake", ("load_wake", 1.0))]),
        ("gui.theme", []),
    ],
)
def test_an_engine_is_exchanged_when_its_settings_change(key: str, used: list[object]) -> None:
    assert switched((Settings(), {key}))[0].used == used


def test_of_several_changes_at_once_the_last_is_loaded() -> None:
    faster, fastest = Settings(speech={"speed": 1.5}), Settings(speech={"speed": 2})
    user, _ = switched((faster, {"speech.speed"}), (fastest, {"speech.speed"}))
    assert user.used == [("load_tts", 2.0)]


def test_an_engine_that_does_not_load_is_told_of_and_the_old_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Callable[[], None]:
        raise ModelError("The voice is missing.", code="model-missing")

    monkeypatch.setattr(engine_switch, "load_tts", fail)
    user, events = switched((Settings(), {"speech.voice", "wake.phrase"}))
    assert [stamped.event.code for stamped in events] == ["model-missing"]
    assert user.used == [("wake", ("load_wake", 1.0))]
