"""The window is kept alive, and never waited for."""

import sys
from pathlib import Path

import anyio
import pytest

from assistant.app import gui_process
from assistant.app.gui_process import GuiProcess, has_display


@pytest.mark.parametrize(
    ("environment", "is_there"),
    [({}, False), ({"DISPLAY": ""}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)],
)
def test_a_display_is_there_or_not(environment: dict[str, str], is_there: bool) -> None:
    assert has_display(environment) is is_there


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gui_process, "FIRST_PAUSE_S", 0.001)


def script(text: str) -> tuple[str, ...]:
    return (sys.executable, "-S", "-c", text)


@pytest.mark.slow
@pytest.mark.anyio
async def test_a_window_that_dies_comes_back_until_it_ends_in_order(tmp_path: Path, quick: None) -> None:
    count = tmp_path / "count"
    dies_twice = (
        f"import pathlib,sys; p=pathlib.Path({str(count)!r}); n=len(p.read_text()) if p.exists() else 0; "
        "p.write_text('x'*(n+1)); sys.exit(n < 2)"
    )
    keeper = GuiProcess(tmp_path / "log", script(dies_twice))
    with anyio.fail_after(20):
        await keeper.run()
    assert keeper.starts == 3


@pytest.mark.slow
@pytest.mark.anyio
async def test_a_window_that_dies_at_once_is_started_ever_more_rarely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 9:
            raise RuntimeError("enough")

    async def dies(_self: GuiProcess) -> int:
        return 1

    monkeypatch.setattr(gui_process.anyio, "sleep", note)
    monkeypatch.setattr(GuiProcess, "_show", dies)
    with pytest.raises(RuntimeError, match="enough"):
        await GuiProcess(tmp_path / "log").run()
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]


@pytest.mark.slow
@pytest.mark.anyio
async def test_a_window_that_will_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gui_process, "END_LIMIT_S", 0.05)
    ready = tmp_path / "ready"
    stubborn = (
        "import signal,time,pathlib; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(60)"
    )
    keeper = GuiProcess(tmp_path / "log", script(stubborn))
    with anyio.fail_after(20):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(keeper.run)
            while not ready.exists():  # noqa: ASYNC110  the process tells by a file
                await anyio.sleep(0.01)
            tasks.cancel_scope.cancel()


@pytest.mark.slow
@pytest.mark.anyio
async def test_a_window_that_cannot_be_started_is_no_failure_of_the_core(tmp_path: Path, quick: None) -> None:
    keeper = GuiProcess(tmp_path / "log", (str(tmp_path / "nothing"),))
    with anyio.move_on_after(0.2):
        await keeper.run()
    assert keeper.starts > 1
