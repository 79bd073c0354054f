import pytest

from assistant.kernel.types import ActionResult, Step
from assistant.kernel.verdict import Ask, Demand, Deny
from assistant.safety.profile import Grants, build_policy
from tests.unit.actions.files.desk import Desk, said
from tests.unit.actions.filesystem.world import snapshot

pytestmark = pytest.mark.anyio


async def trash(desk: Desk, path: str, content: str = "x") -> None:
    desk.file(path, content)
    await desk.do("files.trash", what={"name": f"~/{path}"})


async def test_the_trash_is_listed(desk: Desk) -> None:
    assert said(await desk.do("trash.list")) == "The trash is empty."
    await trash(desk, "Documents/a.txt")
    assert said(await desk.do("trash.list")) == "There is one thing in the trash: “a.txt”."
    await trash(desk, "Documents/b.txt", "12345")
    result = await desk.do("trash.list")
    assert said(result).startswith("There are 2 items in the trash, 6 bytes altogether.")
    assert {(row["name"], row["to"]) for row in result.facts["trashed"]} == {
        ("a.txt", "Documents"),
        ("b.txt", "Documents"),
    }


@pytest.mark.parametrize("name", ["budget", "budget.ods", "Budget dot ods".replace(" dot ", "."), ""])
async def test_something_is_put_back_by_its_name_or_as_the_last(desk: Desk, name: str) -> None:
    await trash(desk, "Documents/Budget.ods", "money")
    result = await desk.do("files.restore", name=name)
    assert (result.is_verified, said(result)) == (True, "I put “Budget.ods” back in Documents.")
    assert (desk.home / "Documents/Budget.ods").read_text() == "money"
    assert said(await desk.do("trash.list")) == "The trash is empty."


async def test_putting_back_can_itself_be_taken_back(desk: Desk) -> None:
    await trash(desk, "Documents/a.txt")
    before = snapshot(desk.home)
    await desk.do("files.restore")
    assert (await desk.undo()).is_verified
    assert snapshot(desk.home) == before
    assert said(await desk.do("trash.list")) == "There is one thing in the trash: “a.txt”."


async def test_a_folder_that_is_gone_is_made_again(desk: Desk) -> None:
    await trash(desk, "Documents/old/deep/a.txt")
    (desk.home / "Documents/old/deep").rmdir()
    (desk.home / "Documents/old").rmdir()
    await desk.do("files.restore", name="a.txt")
    assert (desk.home / "Documents/old/deep/a.txt").exists()


async def test_nothing_is_put_back_over_something_else(desk: Desk) -> None:
    await trash(desk, "Documents/a.txt", "old")
    desk.file("Documents/a.txt", "new")
    result = await desk.failure("files.restore", name="a.txt")
    assert said(result) == "I did nothing with “a.txt”, because there is something else with that name."


async def test_of_things_that_lay_at_one_place_the_last_is_put_back(desk: Desk) -> None:
    await trash(desk, "Documents/a.txt", "first")
    info = next((desk.home / ".local/share/Trash/info").iterdir())
    info.write_text(info.read_text().replace("DeletionDate=2026", "DeletionDate=2025"))
    await trash(desk, "Documents/a.txt", "second")
    await desk.do("files.restore", name="a.txt")
    assert (desk.home / "Documents/a.txt").read_text() == "second"


async def test_of_things_from_several_places_none_is_chosen(desk: Desk) -> None:
    await trash(desk, "Documents/a.txt")
    await trash(desk, "Downloads/a.txt")
    result = await desk.failure("files.restore", name="a.txt")
    assert (result.error_code, result.facts["count"]) == ("several-found", 2)
    assert set(result.facts["folders"]) == {"Documents", "Downloads"}


async def test_what_is_not_in_the_trash_is_told(desk: Desk) -> None:
    assert said(await desk.failure("files.restore", name="a.txt")) == "The trash is empty."
    await trash(desk, "Documents/b.txt")
    assert said(await desk.failure("files.restore", name="report")) == "There is nothing called “report” in the trash."


async def test_a_name_that_fits_nearly_is_asked_about(desk: Desk) -> None:
    await trash(desk, "Documents/invoices.txt")
    assert isinstance(await desk.verdict("files.restore", name="invoice"), Ask)


@pytest.mark.parametrize("place", ["{home}/.ssh/authorized_keys", "/etc/cron.d/evil", "{home}/Documents/way/evil"])
async def test_a_forged_note_puts_nothing_where_nobody_may_write(desk: Desk, place: str) -> None:
    (desk.home / "Documents/way").symlink_to("/etc")
    await trash(desk, "Documents/evil")
    info = next((desk.home / ".local/share/Trash/info").iterdir())
    info.write_text(f"[Trash Info]\nPath={place.format(home=desk.home)}\nDeletionDate=2026-11-22T10:00:00\n")
    found = await desk.executor.foresee(Step("files.restore"))
    assert isinstance(found, ActionResult) or isinstance(await desk.gate.review([found]), Deny)


async def test_emptying_needs_a_code_and_cannot_be_taken_back(desk: Desk) -> None:
    await trash(desk, "Documents/a.txt")
    await trash(desk, "Documents/folder/b.txt")
    desk.file("Documents/kept.txt")
    verdict = await desk.verdict("trash.empty")
    assert isinstance(verdict, Ask)
    assert verdict.demand is Demand.CODE
    result = await desk.do("trash.empty")
    assert (result.is_verified, result.is_undoable) == (True, False)
    assert said(result) == "I emptied the trash: 2 items, 2 bytes altogether."
    assert not list((desk.home / ".local/share/Trash/files").iterdir())
    assert (desk.home / "Documents/kept.txt").exists()
    assert (await desk.failure("trash.empty")).error_code == "trash-empty"


async def test_the_trash_may_be_emptied_although_it_lies_in_a_hidden_folder(desk: Desk) -> None:
    await trash(desk, "Documents/a.txt")
    desk.gate.policy = build_policy("careful", Grants(), desk.home, [desk.own])
    verdict = await desk.verdict("trash.empty")
    assert isinstance(verdict, Ask)
    assert "hidden" not in [concern.code for concern in verdict.concerns]


async def test_deleting_for_good_needs_a_code(desk: Desk) -> None:
    desk.file("Documents/a.txt")
    verdict = await desk.verdict("files.destroy", what={"name": "a.txt"})
    assert isinstance(verdict, Ask)
    assert verdict.demand is Demand.CODE


async def test_one_file_goes_to_the_trash_unasked_and_several_do_not(desk: Desk) -> None:
    desk.file("Documents/a.txt")
    desk.file("Documents/folder/b.txt")
    assert not isinstance(await desk.verdict("files.trash", what={"name": "a.txt"}), Ask)
    assert isinstance(await desk.verdict("files.trash", what={"name": "folder"}), Ask)


@pytest.mark.parametrize(
    ("action", "more"),
    [
        ("files.trash", {}),
        ("files.destroy", {}),
        ("files.move", {"to": "downloads"}),
        ("files.copy", {"to": "downloads"}),
        ("files.rename", {"name": "x"}),
        ("files.zip", {}),
    ],
)
@pytest.mark.parametrize("name", ["home", "~/.", "/", "~/.."])
async def test_the_home_and_what_it_lies_in_are_never_touched(desk: Desk, action: str, more: dict, name: str) -> None:
    result = await desk.failure(action, what={"name": name, "kind": "folder"}, **more)
    assert result.error_code == "home-folder"
    assert "because your home folder is in it" in said(result)
