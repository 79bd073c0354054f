"""Many paths are resolved at once exactly as each would be alone."""

import pytest

from assistant.actions.surroundings import FileSystemSurroundings, real_path

pytestmark = pytest.mark.anyio


async def test_many_paths_are_resolved_like_each_alone(tmp_path):
    (tmp_path / "real" / "inner").mkdir(parents=True)
    (tmp_path / "real" / "file").write_text("x")
    (tmp_path / "way").symlink_to("real")
    (tmp_path / "real" / "link").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to("loop")
    paths = [
        *(
            f"{tmp_path}/{name}"
            for name in ("real/file", "way/file", "way/link", "way", "way/", "loop", "gone/x", "way/..")
        ),
        *(
            f"{tmp_path}/real/inner/../link",
            "/",
            "//",
            "relative",
            "",
            "a\0b",
            f"{tmp_path}/way/.",
            f"{tmp_path}//way//file",
        ),
    ]
    for follow in (True, False):
        found = await FileSystemSurroundings().real_paths(paths, [follow] * len(paths))
        assert list(found) == [real_path(path, follow=follow) for path in paths]


async def test_very_many_paths_of_one_folder_are_resolved_like_each_alone(tmp_path):
    (tmp_path / "way").symlink_to(tmp_path)
    (tmp_path / "link 7").symlink_to("/etc/passwd")
    names = [f"{kind} {number}" for number in range(100) for kind in ("link", "none", "\ud800")]
    for folder in (tmp_path, tmp_path / "way", tmp_path / "gone", tmp_path / "link 7"):
        paths = [f"{folder}/{name}" for name in names]
        found = await FileSystemSurroundings().real_paths(paths, [True] * len(paths))
        assert list(found) == [real_path(path, follow=True) for path in paths]


async def test_only_folders_hold_repositories(tmp_path):
    (tmp_path / "project" / ".git").mkdir(parents=True)
    (tmp_path / "file").write_text("x")
    surroundings = FileSystemSurroundings()
    assert await surroundings.version_controlled([str(tmp_path / "file"), str(tmp_path / "project")])
    assert not await surroundings.version_controlled([str(tmp_path / "file"), str(tmp_path / "gone")])
