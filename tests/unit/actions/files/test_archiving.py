import zipfile

import pytest

from assistant.kernel.verdict import Allow, Ask
from tests.unit.actions.files.desk import Desk, said
from tests.unit.actions.filesystem.world import snapshot

pytestmark = pytest.mark.anyio


def make_zip(desk: Desk, names: dict[str, str], path: str = "Downloads/archive.zip") -> None:
    with zipfile.ZipFile(desk.home / path, "w") as archive:
        for name, content in names.items():
            archive.writestr(name, content)


async def test_what_is_packed_and_unpacked_is_the_same(desk: Desk) -> None:
    desk.file("Pictures/trip/a.jpg", "a")
    desk.file("Pictures/trip/deep/b.jpg", "b")
    await desk.do("files.zip", what={"name": "trip", "kind": "folder"}, name="pack")
    result = await desk.do("files.unzip", what={"name": "pack.zip"}, to="documents")
    assert said(result) == "I unpacked “pack.zip” into the folder “pack” in Documents."
    assert (desk.home / "Documents/pack/trip/deep/b.jpg").read_text() == "b"


async def test_several_things_are_packed_under_the_name_of_their_folder(desk: Desk) -> None:
    desk.file("Pictures/a.jpg")
    desk.file("Pictures/b.png")
    result = await desk.do("files.zip", what={"kind": "picture", "folder": "pictures", "every": True})
    assert said(result) == "I packed 2 pictures into “Pictures.zip” in Pictures."
    with zipfile.ZipFile(desk.home / "Pictures/Pictures.zip") as archive:
        assert archive.namelist() == ["a.jpg", "b.png"]


async def test_unpacking_is_taken_back_exactly(desk: Desk) -> None:
    make_zip(desk, {"a.txt": "a", "deep/b.txt": "b"})
    before = snapshot(desk.home)
    await desk.do("files.unzip", what={"name": "archive.zip"})
    assert (desk.home / "Downloads/archive/deep/b.txt").read_text() == "b"
    assert (await desk.undo()).is_verified
    assert snapshot(desk.home) == before


async def test_an_archive_is_never_unpacked_over_something_else(desk: Desk) -> None:
    make_zip(desk, {"a.txt": "new"})
    desk.file("Downloads/archive/a.txt", "old")
    result = await desk.do("files.unzip", what={"name": "archive.zip"})
    assert result.facts["made"] == "archive (2)"
    assert (desk.home / "Downloads/archive/a.txt").read_text() == "old"


@pytest.mark.parametrize("name", ["../../evil.txt", "/tmp/evil.txt", "a/../../evil.txt"])
async def test_nothing_gets_out_of_the_folder(desk: Desk, name: str) -> None:
    make_zip(desk, {"ok.txt": "ok", name: "evil"})
    before = snapshot(desk.home)
    result = await desk.do("files.unzip", what={"name": "archive.zip"})
    assert said(result) == ("I did nothing with “archive.zip”, because it holds something that is not safe to unpack.")
    assert snapshot(desk.home) == before


async def test_what_is_no_archive_is_told(desk: Desk) -> None:
    desk.file("Downloads/archive.zip", "hello")
    result = await desk.failure("files.unzip", what={"name": "archive.zip"})
    assert said(result) == "I did nothing with “archive.zip”, because the archive is damaged."


async def test_an_archive_with_very_much_in_it_is_asked_about(desk: Desk) -> None:
    make_zip(desk, {"a": "a"})
    make_zip(desk, {str(number): "" for number in range(201)}, "Downloads/many.zip")
    assert isinstance(await desk.verdict("files.unzip", what={"name": "archive.zip"}), Allow)
    assert isinstance(await desk.verdict("files.unzip", what={"name": "many.zip"}), Ask)
