from pathlib import Path

import pytest

from tests.unit.actions.files.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a home with the usual folders in it."""
    return Desk(tmp_path / "home")
