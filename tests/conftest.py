"""What every suite shares: where the models lie, and a throw-away home so that no test touches the user's."""

import os
from collections.abc import Awaitable, Callable, Generator
from pathlib import Path

import platformdirs
import pytest
from hypothesis import settings

from tests.virtual_time import run_on_virtual_time

MODELS = Path(os.environ.get("ZENUS_MODELS") or platformdirs.user_cache_path("zenus") / "models")
SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"

# How long an example takes tells more of the machine than of Zenus; what must be quick has a test that says so.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, object, object]:
    """Escape what is no UTF-8, such as names of files in a log: a worker could not hand on a report that holds it."""
    return _escaped((yield))


def _escaped(data: object) -> object:
    match data:
        case str():
            return data if data.isascii() else data.encode("utf-8", "backslashreplace").decode()
        case dict():
            return {_escaped(key): _escaped(value) for key, value in data.items()}
        case list() | tuple():
            return type(data)(_escaped(each) for each in data)
    return data


@pytest.fixture
def zenus_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point configuration, data and socket of Zenus at an empty folder; models stay where they are."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("ZENUS_HOME", str(home))
    monkeypatch.setenv("ZENUS_MODELS", str(MODELS))
    return home


@pytest.fixture(scope="session")
def model_path() -> Callable[[str], Path]:
    """Return a function from a model's name in the catalogue to its folder."""

    def path(name: str) -> Path:
        folder = MODELS / name
        assert folder.is_dir(), f"model {name!r} is missing; run `zenus models fetch`"
        return folder

    return path


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def on_virtual_time() -> Callable[[Callable[[], Awaitable[None]]], None]:
    """Return a function that runs an async test body on a clock which jumps whenever everybody waits."""
    return run_on_virtual_time
