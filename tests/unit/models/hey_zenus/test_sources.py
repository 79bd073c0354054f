"""Where the recipe's recordings come from."""

import os
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest

from models.hey_zenus.sources import SOURCES, Source, collect, obtain
from tests.unit.models.hey_zenus.packing import PLAIN, packed

BY_NAME = {source.name: source for source in SOURCES}
SPEECH = bytes(range(64, 192)) * 20


def disk_entry(number: int, place: int, size: int) -> bytes:
    return struct.pack("<H", number) + place.to_bytes(3, "little") + (size | 2 << 22).to_bytes(3, "little")


def test_the_speech_of_a_game_is_read_from_its_disk(tmp_path: Path) -> None:
    spoken = bytes(22) + packed()
    picture = b"picture".ljust(32, b".")
    entries = [
        disk_entry(60_110, 0, len(picture)),
        disk_entry(50_001, len(picture), len(spoken)),
        # Places far into the disk are counted in units of sixteen bytes.
        disk_entry(50_002, 1 << 23 | 256, len(spoken)),
    ]
    (tmp_path / "sky.dnr").write_bytes(struct.pack("<I", len(entries)) + b"".join(entries))
    (tmp_path / "sky.dsk").write_bytes((picture + spoken).ljust(256 * 16, b".") + spoken)
    first, second = BY_NAME["steel-sky"].read(tmp_path)
    assert first.size == pytest.approx(len(PLAIN) * 16_000 / 11_025, abs=2)
    np.testing.assert_array_equal(first, second)
    # "abc" lies a quarter below the middle of 128.
    assert -0.3 < first.mean() / 32_768 < -0.1


def test_no_source_is_in_two_parts() -> None:
    packages = {}
    for source in SOURCES:
        if source.package != "tuxpaint-stamps-default":
            packages.setdefault(source.package, set()).add(source.part)
    assert all(len(parts) == 1 for parts in packages.values())
    assert len(BY_NAME) == len(SOURCES)


class TestPackages:
    """A repository of one package, behind an `apt-get` that knows no other."""

    @pytest.fixture
    def source(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
        tree = tmp_path / "tree"
        (tree / "DEBIAN").mkdir(parents=True)
        (tree / "DEBIAN" / "control").write_text(
            "Package: bells-1.2-sounds\nVersion: 1\nArchitecture: all\n"
            "Maintainer: A <a@b.invalid>\nDescription: bells\n"
        )
        (tree / "sounds").mkdir()
        (tree / "sounds" / "bell.raw").write_bytes(SPEECH)
        deb = tmp_path / "bells.deb"
        subprocess.run(["dpkg-deb", "--build", str(tree), str(deb)], check=True, capture_output=True)
        programs = tmp_path / "programs"
        programs.mkdir()
        fetch = programs / "apt-get"
        fetch.write_text(f'#!/bin/sh\n[ "$1 $2" = "download bells-1.2-sounds" ] && cp {deb} bells_1_all.deb\n')
        fetch.chmod(0o755)
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
        return Source("bells", "train", "bells-1.2-sounds", _raw)

    def test_a_package_is_fetched_unpacked_and_read(self, source: Source, tmp_path: Path) -> None:
        work = tmp_path / "work"
        told: list[str] = []
        assert obtain(source, work, tmp_path, told.append) and not told
        assert not any((work / "packages").iterdir())
        collect([source], work / "unpacked", tmp_path, work / "real")
        assert np.load(work / "real" / "train-bells.npy").size > len(SPEECH)

    def test_what_was_read_is_not_fetched_again(self, source: Source, tmp_path: Path, monkeypatch) -> None:
        work = tmp_path / "work"
        assert obtain(source, work, tmp_path, print)
        collect([source], work / "unpacked", tmp_path, work / "real")
        shutil.rmtree(work / "unpacked")
        monkeypatch.setenv("PATH", "")
        assert obtain(source, work, tmp_path, print)

    def test_a_package_that_cannot_be_had_is_told_and_left_out(self, source: Source, tmp_path: Path) -> None:
        told: list[str] = []
        missing = Source("horns", "train", "horns", _raw)
        assert not obtain(missing, tmp_path / "work", tmp_path, told.append)
        assert told == ["The package horns cannot be had; going on without it."]


def _raw(folder: Path):
    yield np.frombuffer((folder / "sounds" / "bell.raw").read_bytes(), np.uint8).astype(np.int16)
