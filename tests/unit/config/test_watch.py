import os
from collections.abc import Callable
from pathlib import Path

import anyio
import trio
import trio.testing

from assistant.config.loading import load_settings
from assistant.config.settings import Settings
from assistant.config.watch import watch_settings
from assistant.kernel.errors import ConfigError


def heard_while(path: Path, *changes: Callable[[], object]) -> list[float | str]:
    """Return the speeds and error codes that the watcher tells of, with ten seconds after each change."""
    heard: list[float | str] = []

    def on_change(settings: Settings) -> None:
        heard.append(settings.speech.speed)

    def on_error(error: ConfigError) -> None:
        heard.append(error.code)

    async def main() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(watch_settings, path, load_settings(path), on_change, on_error)
            await anyio.sleep(10)
            for change in changes:
                change()
                await anyio.sleep(10)
            tasks.cancel_scope.cancel()

    trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))
    return heard


def speed(path: Path, value: object) -> Callable[[], object]:
    return lambda: path.write_text(f"[speech]\nspeed = {value}\n")


def test_an_unchanged_file_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    speed(path, 1.5)()
    assert heard_while(path) == []


def test_each_change_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    assert heard_while(path, speed(path, 1.5), speed(path, 2)) == [1.5, 2.0]


def test_a_file_of_the_same_size_put_in_its_place_is_noticed(tmp_path: Path) -> None:
    path, other = tmp_path / "config.toml", tmp_path / "other.toml"
    speed(path, 1.5)()
    speed(other, 1.2)()

    def replace() -> None:
        status = path.stat()
        os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
        other.replace(path)

    assert heard_while(path, replace) == [1.2]


def test_a_change_that_means_the_same_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    speed(path, 1.5)()
    assert heard_while(path, lambda: path.write_text("[speech]\nspeed = 1.50 # same\n")) == []


def test_a_bad_file_is_told_once_and_the_settings_before_it_hold(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    speed(path, 1.5)()
    assert heard_while(path, speed(path, "="), speed(path, 1.5), speed(path, 1.2)) == ["config-unreadable", 1.2]


def test_a_removed_file_brings_the_defaults_back(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    speed(path, 1.5)()
    assert heard_while(path, path.unlink) == [1.0]


def test_a_change_between_loading_and_watching_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    heard: list[float] = []

    async def main() -> None:
        before = load_settings(path)
        speed(path, 1.5)()
        with anyio.move_on_after(5):
            await watch_settings(path, before, lambda s: heard.append(s.speech.speed), lambda _: None)

    trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))
    assert heard == [1.5]
