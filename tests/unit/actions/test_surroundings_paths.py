"""Where a path leads, as the gate is told: what the kernel would do with it, and never an exception."""

from pathlib import Path

import pytest

from assistant.actions.surroundings import FileSystemSurroundings, real_path

pytestmark = pytest.mark.anyio


async def test_a_slash_behind_a_link_means_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to("there")
    assert real_path(f"{tmp_path}/link", follow=False) == f"{tmp_path}/link"
    for path in (f"{tmp_path}/link/", f"{tmp_path}/link//", f"{tmp_path}/link/."):
        assert real_path(path, follow=False) == f"{tmp_path}/there"


@pytest.mark.parametrize("path", ["/home/a\0b", "/home/\ud800", "\0"])
async def test_what_is_no_path_to_the_kernel_has_no_real_path(path: str) -> None:
    assert await FileSystemSurroundings().real_paths([path, path], [True, False]) == ["", ""]
