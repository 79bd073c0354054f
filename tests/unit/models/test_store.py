import errno
import os
from pathlib import Path

import pytest

from assistant.kernel.errors import ModelError, UsageError
from models.store import ModelState, ModelStore
from tests.unit.models.carriers import VOCABULARY, WEIGHTS


def test_path_is_a_folder_with_the_named_files(full: ModelStore) -> None:
    folder = full.path("talker")
    assert (folder / "weights.bin").read_bytes() == WEIGHTS
    assert {path.name for path in folder.iterdir()} == {"weights.bin", "vocab.json"}


def test_each_file_lies_once_on_the_disk_under_its_digest(full: ModelStore) -> None:
    file = full.catalogue.find("talker").files[0]
    assert (full.root / "blobs" / file.sha256).samefile(full.path("talker") / "weights.bin")


def test_a_disk_without_links_gets_copies(store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    talker = store.catalogue.find("talker")
    store.partial.mkdir(parents=True)
    for file, content in zip(talker.files, (WEIGHTS, VOCABULARY), strict=True):
        staged = store.partial / "staged"
        staged.write_bytes(content)
        store.place(staged, talker, file)
    assert (store.path("talker") / "weights.bin").read_bytes() == WEIGHTS
    assert store.is_settled(talker)


def test_a_model_that_is_not_there_is_missing(store: ModelStore) -> None:
    with pytest.raises(ModelError, match="'talker' is missing") as caught:
        store.path("talker")
    assert (caught.value.code, caught.value.hint) == ("model-missing", "Run `zenus models fetch`.")
    with pytest.raises(ModelError) as caught:
        store.verify("talker")
    assert caught.value.code == "model-missing"


def test_an_unknown_model_is_wrong_usage(store: ModelStore) -> None:
    with pytest.raises(UsageError):
        store.path("nobody")


def test_a_start_notices_a_file_that_was_cut_short(full: ModelStore) -> None:
    os.truncate(full.path("talker") / "weights.bin", 100)
    with pytest.raises(ModelError) as caught:
        full.path("talker")
    assert caught.value.code == "model-damaged"
    assert full.state(full.catalogue.find("talker")) is ModelState.DAMAGED
    assert full.path("ears").is_dir()


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[7] ^= 1
    path.write_bytes(content)


def test_verify_finds_one_wrong_bit_names_the_file_and_removes_it(full: ModelStore) -> None:
    path = full.path("talker") / "weights.bin"
    status = path.stat()
    flip_a_byte(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(ModelError, match=r"'weights\.bin'") as caught:
        full.verify("talker")
    assert caught.value.code == "model-damaged"
    assert [file.name for file in full.lacking(full.catalogue.find("talker"))] == ["weights.bin"]


def test_verify_accepts_what_is_whole(full: ModelStore) -> None:
    full.verify("talker")


def test_a_changed_file_is_lacking_though_its_size_is_right(full: ModelStore) -> None:
    flip_a_byte(full.path("talker") / "weights.bin")
    assert [file.name for file in full.lacking(full.catalogue.find("talker"))] == ["weights.bin"]


def test_files_put_there_by_hand_are_taken_in(store: ModelStore) -> None:
    talker = store.catalogue.find("talker")
    folder = store.root / "talker"
    folder.mkdir(parents=True)
    (folder / "weights.bin").write_bytes(WEIGHTS)
    assert [file.name for file in store.lacking(talker)] == ["vocab.json"]
    assert (store.root / "blobs" / talker.files[0].sha256).samefile(folder / "weights.bin")


def test_a_removed_name_comes_back_from_its_blob(full: ModelStore) -> None:
    path = full.path("talker") / "weights.bin"
    path.unlink()
    assert full.lacking(full.catalogue.find("talker")) == ()
    assert path.read_bytes() == WEIGHTS


def test_what_has_the_wrong_digest_is_thrown_away(store: ModelStore) -> None:
    talker = store.catalogue.find("talker")
    store.root.mkdir()
    staged = store.root / "staged"
    staged.write_bytes(WEIGHTS[::-1])
    with pytest.raises(ModelError, match=r"weights\.bin") as caught:
        store.place(staged, talker, talker.files[0])
    assert caught.value.code == "wrong-digest"
    assert list(store.root.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    talker = store.catalogue.find("talker")
    store.root.mkdir()
    staged = store.root / "staged"
    staged.write_bytes(WEIGHTS)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(ModelError, match="models' cannot be used: Permission denied") as caught:
        store.place(staged, talker, talker.files[0])
    assert caught.value.code == "models-folder-unusable"
