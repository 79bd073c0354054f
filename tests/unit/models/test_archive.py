import io
import tarfile
from pathlib import Path

import pytest

from assistant.kernel.errors import ModelError
from models.archive import is_archive, open_archive
from models.disk import CHUNK_BYTES
from tests.unit.models.carriers import make_wheel

VOICE = b"voice" * 1000


@pytest.fixture
def tarball(tmp_path: Path) -> Path:
    path = tmp_path / "voices-1.0.tgz"
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo("package/voices/one.bin")
        info.size = len(VOICE)
        archive.addfile(info, io.BytesIO(VOICE))
        link = tarfile.TarInfo("package/voices/link.bin")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return path


def test_a_wheel_gives_its_members(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "voices", {"voices/one.bin": VOICE})
    with open_archive(wheel) as archive:
        assert b"".join(archive.chunks("voices/one.bin", len(VOICE))) == VOICE


def test_a_tarball_gives_its_files_and_follows_no_links(tarball: Path) -> None:
    with open_archive(tarball) as archive:
        assert dict(archive.sizes_bytes) == {"package/voices/one.bin": len(VOICE)}
        assert b"".join(archive.chunks("package/voices/one.bin", len(VOICE))) == VOICE


def test_a_member_that_is_not_there_is_named(tarball: Path) -> None:
    with (
        open_archive(tarball) as archive,
        pytest.raises(ModelError, match=r"package/voices/link\.bin") as caught,
    ):
        next(archive.chunks("package/voices/link.bin", 10))
    assert caught.value.code == "archive-damaged"


def test_a_member_that_unpacks_to_far_more_is_left_off_early(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "bomb", {"bomb/weights.bin": bytes(20 * CHUNK_BYTES)})
    with open_archive(wheel) as archive:
        assert sum(map(len, archive.chunks("bomb/weights.bin", 10))) == CHUNK_BYTES


@pytest.mark.parametrize("keep", [0.2, 0.6])
def test_an_archive_cut_short_is_damaged(tarball: Path, keep: float) -> None:
    content = tarball.read_bytes()
    tarball.write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(ModelError) as caught, open_archive(tarball):
        pass
    assert caught.value.code == "archive-damaged"


def test_a_changed_member_is_damaged(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "voices", {"voices/one.bin": VOICE})
    content = bytearray(wheel.read_bytes())
    content[60] ^= 255
    wheel.write_bytes(content)
    with pytest.raises(ModelError) as caught, open_archive(wheel) as archive:
        list(archive.chunks("voices/one.bin", len(VOICE)))
    assert caught.value.code == "archive-damaged"


def test_a_web_page_is_no_archive(tmp_path: Path) -> None:
    page = tmp_path / "carrier.whl"
    page.write_text("<!doctype html><title>Log in</title>")
    assert not is_archive(page)
    with pytest.raises(ModelError, match=r"carrier\.whl") as caught, open_archive(page):
        pass
    assert caught.value.code == "archive-damaged"
