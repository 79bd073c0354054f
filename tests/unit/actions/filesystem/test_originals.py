import os
import stat
from pathlib import Path

import pytest

from assistant.actions.filesystem import SavedOriginals


def store(folder: Path, quota_bytes: int = 100, free_bytes: int = 10**9) -> SavedOriginals:
    return SavedOriginals(str(folder / "originals"), quota_bytes, max_age_s=1000.0, free_bytes=lambda _path: free_bytes)


def keep(originals: SavedOriginals, deed: int, size_bytes: int, changed_s: float) -> Path:
    folder = Path(originals.folder_of(deed))
    (folder / "0").write_bytes(b"x" * size_bytes)
    os.utime(folder, (changed_s, changed_s))
    return folder


def test_a_deeds_folder_is_private(tmp_path: Path) -> None:
    folder = Path(store(tmp_path).folder_of(7))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_an_open_store_is_closed(tmp_path: Path) -> None:
    (tmp_path / "originals").mkdir(mode=0o755)
    store(tmp_path).folder_of(7)
    assert stat.S_IMODE((tmp_path / "originals").stat().st_mode) == 0o700


def test_sizes_are_told_by_deed(tmp_path: Path) -> None:
    originals = store(tmp_path)
    keep(originals, 3, 10, 500.0)
    found = originals.sizes()[3]
    assert (found.size_bytes, found.changed_s) == (10, 500.0)


def test_an_empty_store_has_no_sizes(tmp_path: Path) -> None:
    assert store(tmp_path).sizes() == {}


@pytest.mark.parametrize(("size_bytes", "has_room"), [(40, True), (41, False)])
def test_there_is_room_within_the_quota(size_bytes: int, has_room: bool, tmp_path: Path) -> None:
    originals = store(tmp_path)
    keep(originals, 1, 60, 0.0)
    assert originals.room_for(size_bytes) is has_room


def test_there_is_no_room_on_a_full_disk(tmp_path: Path) -> None:
    assert not store(tmp_path, free_bytes=5).room_for(6)


def test_a_real_disk_has_room_for_a_byte(tmp_path: Path) -> None:
    assert SavedOriginals(str(tmp_path / "not" / "yet"), 100, 1.0).room_for(1)


def test_what_is_dropped_is_gone_and_may_be_dropped_again(tmp_path: Path) -> None:
    originals = store(tmp_path)
    folder = keep(originals, 1, 60, 0.0)
    originals.drop(1)
    originals.drop(1)
    assert not folder.exists()


def test_what_is_too_old_is_swept(tmp_path: Path) -> None:
    originals = store(tmp_path)
    keep(originals, 1, 1, 0.0)
    keep(originals, 2, 1, 500.0)
    assert originals.sweep(1200.0, running=()) == (1,)
    assert set(originals.sizes()) == {2}


def test_the_oldest_goes_first_until_there_is_room(tmp_path: Path) -> None:
    originals = store(tmp_path)
    keep(originals, 1, 50, 300.0)
    keep(originals, 2, 40, 100.0)
    keep(originals, 3, 10, 200.0)
    assert originals.sweep(400.0, running=(), wanted_bytes=45) == (2, 3)


def test_what_a_running_deed_needs_is_never_swept(tmp_path: Path) -> None:
    originals = store(tmp_path)
    keep(originals, 1, 90, 0.0)
    keep(originals, 2, 90, 1.0)
    assert originals.sweep(10_000.0, running=(1,)) == (2,)
    assert set(originals.sizes()) == {1}


@pytest.mark.parametrize(("size_bytes", "free_bytes", "fits"), [(100, 1000, True), (101, 1000, False), (50, 49, False)])
def test_what_fits_may_take_the_place_of_older_originals(
    tmp_path: Path, size_bytes: int, free_bytes: int, fits: bool
) -> None:
    originals = store(tmp_path, quota_bytes=100, free_bytes=free_bytes)
    keep(originals, 1, 60, 500.0)
    assert originals.fits(size_bytes) is fits
