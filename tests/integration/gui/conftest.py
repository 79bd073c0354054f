"""Qt without a display: widgets are made, laid out and painted, and nobody sees them."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def application() -> Iterator[object]:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(["zenus"])
    application.setStyle("Fusion")
    yield application
