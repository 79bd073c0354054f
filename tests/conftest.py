"""What every suite shares: where the models lie, and a throw-away home so that no test touches the user's."""

import os
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest

MODELS = Path(os.environ.get("ZENUS_MODELS") or platformdirs.user_cache_path("zenus") / "models")
SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


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
