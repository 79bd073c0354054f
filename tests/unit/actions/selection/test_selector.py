import os
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.actions.outcome import ActionFailedError
from assistant.actions.selection import Limits, SearchCancelledError, Selection, Selector, UserFolders
from assistant.kernel.errors import ActionError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    for name in ("Documents", "Downloads", "Pictures"):
        (home / name).mkdir(parents=True)
    return home


@pytest.fixture
def selector(home: Path) -> Selector:
    return Selector(
        UserFolders(home, {name.lower(): home / name for name in ("Documents", "Downloads", "Pictures", "Desktop")})
    )


def add(path: Path, content: str = "x", day: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    if day:
        moment_s = datetime.fromisoformat(day).timestamp()
        os.utime(path, (moment_s, moment_s))
    return path


def never() -> bool:
    return False


def chosen(selector: Selector, **wanted: object) -> list[str]:
    return list(selector.select(Selection(**wanted), Limits(never)).paths)


def failure(selector: Selector, **wanted: object) -> ActionFailedError:
    with pytest.raises(ActionFailedError) as caught:
        selector.select(Selection(**wanted), Limits(never))
    return caught.value


# ---------------------------------------------------------------------------------------------------------- by name


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ("report.pdf", "report.pdf"),
        ("Report Final.pdf", "report final.pdf"),
        ("report_final-2.pdf", "report final 2"),
        ("budget 2026.ods", "budget 2026"),
        ("Müller & Söhne.odt", "muller sohne"),
        ("backup.tar.gz", "backup"),
        ("Résumé.PDF", "resume"),
        ("2026-11-01.txt", "20261101"),
        ("提案.txt", "提案.txt"),
    ],
)
def test_a_name_is_found_as_it_is_spoken(selector, home, there, said):
    path = add(home / "Documents" / there)
    add(home / "Documents" / "something else.txt")
    selected = selector.select(Selection(name=said), Limits(never))
    assert selected.paths == (str(path),)
    assert selected.is_sure


@pytest.mark.parametrize(("there", "said"), [("budget 2026.ods", "budget"), ("invoices.txt", "invoice")])
def test_a_name_that_fits_only_nearly_is_not_sure(selector, home, there, said):
    path = add(home / there)
    selected = selector.select(Selection(name=said), Limits(never))
    assert (selected.paths, selected.is_sure) == ((str(path),), False)


def test_the_very_name_wins_over_names_that_hold_it(selector, home):
    path = add(home / "budget.ods")
    add(home / "budget 2025.ods")
    assert chosen(selector, name="budget") == [str(path)]


def test_of_several_none_is_chosen(selector, home):
    for folder in ("Documents", "Downloads", "Downloads/a", "Downloads/b"):
        add(home / folder / "report.pdf")
    error = failure(selector, name="report.pdf")
    assert (error.code, error.key) == ("several-found", "files.several")
    assert error.facts["count"] == 4
    assert error.facts["folders"] == ["Documents", "Downloads", "a"]
    assert error.facts["names"] == ["report.pdf"] * 3
    assert error.facts["has_one_name"] is True


def test_a_folder_and_a_file_of_one_name_are_several(selector, home):
    add(home / "taxes.ods")
    (home / "Taxes").mkdir()
    assert failure(selector, name="taxes").code == "several-found"
    assert chosen(selector, name="taxes", kind="folder") == [str(home / "Taxes")]
    assert chosen(selector, name="taxes", kind="file") == [str(home / "taxes.ods")]


def test_what_lies_right_in_the_folder_is_meant_before_what_lies_deeper(selector, home):
    path = add(home / "Downloads" / "report.pdf")
    add(home / "Downloads" / "old" / "report.pdf")
    assert chosen(selector, name="report.pdf", folder="downloads") == [str(path)]


def test_what_lies_deeper_in_the_folder_is_found(selector, home):
    path = add(home / "Downloads" / "old" / "report.pdf")
    add(home / "Documents" / "report.pdf")
    assert chosen(selector, name="report", folder="downloads") == [str(path)]


def test_all_that_are_called_so_can_be_meant(selector, home):
    paths = [add(home / "a" / "draft.txt"), add(home / "b" / "draft.odt")]
    assert chosen(selector, name="draft", every=True) == [str(path) for path in paths]


def test_a_well_known_folder_can_itself_be_meant(selector, home):
    assert chosen(selector, name="downloads", kind="folder") == [str(home / "Downloads")]
    assert chosen(selector, name="home", kind="folder") == [str(home)]


def test_nothing_found_tells_the_place(selector):
    error = failure(selector, name="report", kind="pdf", folder="downloads")
    assert (error.code, error.facts) == ("nothing-found", {"name": "report", "kind": "pdf", "place": "Downloads"})


# ---------------------------------------------------------------------------------------------------------- by path


def test_a_path_is_taken_as_it_is(selector, home):
    path = add(home / "a b" / "c.txt")
    assert chosen(selector, name="~/a b/c.txt") == [str(path)]
    assert chosen(selector, name=str(path)) == [str(path)]
    assert chosen(selector, name="a b/c.txt") == [str(path)]


def test_links_on_the_way_are_resolved_and_the_last_is_meant_itself(selector, home, tmp_path):
    add(tmp_path / "elsewhere" / "secret.txt")
    (home / "way").symlink_to(tmp_path / "elsewhere")
    (home / "link.txt").symlink_to(tmp_path / "elsewhere" / "secret.txt")
    assert chosen(selector, name="~/way/secret.txt") == [str(tmp_path / "elsewhere" / "secret.txt")]
    assert chosen(selector, name="link.txt") == [str(home / "link.txt")]
    assert chosen(selector, name="way", kind="any") == [str(home / "way")]


def test_dots_lead_where_they_lead(selector, home, tmp_path):
    path = add(tmp_path / "outside.txt")
    assert chosen(selector, name="~/Documents/../../outside.txt") == [str(path)]
    assert chosen(selector, name="..") == [str(tmp_path)]


def test_links_to_folders_are_not_entered(selector, home, tmp_path):
    add(tmp_path / "elsewhere" / "secret.txt")
    (home / "way").symlink_to(tmp_path / "elsewhere")
    assert failure(selector, name="secret.txt").code == "nothing-found"


def test_a_folder_is_no_file_and_a_file_no_folder(selector, home):
    add(home / "a.txt")
    (home / "b").mkdir()
    assert failure(selector, name="~/a.txt", kind="folder").code == "not-a-folder"
    assert failure(selector, name="~/b", kind="file").code == "not-a-file"


# --------------------------------------------------------------------------------------------------------- hidden


def test_hidden_files_are_meant_only_when_named_exactly(selector, home):
    hidden = add(home / ".bashrc")
    add(home / ".cache" / "bashrc.txt")
    assert failure(selector, name="bashrc").code == "nothing-found"
    assert failure(selector, name=".bash").code == "nothing-found"
    assert chosen(selector, name=".bashrc") == [str(hidden)]


def test_hidden_files_do_not_belong_to_everything(selector, home):
    add(home / "Downloads" / ".secret")
    seen = add(home / "Downloads" / "a.txt")
    assert chosen(selector, folder="downloads", every=True) == [str(seen)]


# -------------------------------------------------------------------------------------------------- by description


def test_everything_is_what_lies_right_in_the_folder(selector, home):
    add(home / "Downloads" / "b" / "deep.txt")
    add(home / "Downloads" / "a.txt")
    assert chosen(selector, folder="downloads", every=True) == [
        str(home / "Downloads" / "a.txt"),
        str(home / "Downloads" / "b"),
    ]
    assert chosen(selector, folder="downloads", kind="file", every=True) == [str(home / "Downloads" / "a.txt")]
    assert chosen(selector, folder="downloads", kind="folder", every=True) == [str(home / "Downloads" / "b")]


def test_all_of_a_kind(selector, home):
    add(home / "Downloads" / "a.PNG")
    add(home / "Downloads" / "b.jpg")
    add(home / "Downloads" / "c.pdf")
    (home / "Downloads" / "d.png").mkdir()
    assert chosen(selector, folder="downloads", kind="picture", every=True) == [
        str(home / "Downloads" / name) for name in ("a.PNG", "b.jpg")
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"since": "2026-11-20"}, {"new", "big"}),
        ({"until": "2026-11-19"}, {"old"}),
        ({"over_bytes": 10}, {"big"}),
        ({"under_bytes": 10}, {"old", "new"}),
        ({"since": "2026-11-20", "under_bytes": 10}, {"new"}),
    ],
)
def test_dates_and_sizes_bound_what_is_meant(selector, home, wanted, expected):
    add(home / "Downloads" / "old", day="2026-11-19T12:00")
    add(home / "Downloads" / "new", day="2026-11-20T12:00")
    add(home / "Downloads" / "big", "x" * 11, day="2026-11-21T12:00")
    (home / "Downloads" / "folder").mkdir()
    found = chosen(selector, folder="downloads", every=True, kind="file", **wanted)
    assert {Path(path).name for path in found} == expected


def test_without_a_name_or_a_folder_it_is_too_vague(selector, home):
    add(home / "a.pdf")
    for wanted in (
        {},
        {"kind": "pdf", "every": True},
        {"every": True},
        {"folder": "downloads"},
        {"since": "2026-11-20"},
    ):
        assert failure(selector, **wanted).code == "too-vague", wanted


def test_one_of_a_kind_can_be_meant_without_its_name(selector, home):
    add(home / "Downloads" / "a.pdf")
    assert chosen(selector, folder="downloads", kind="pdf") == [str(home / "Downloads" / "a.pdf")]
    add(home / "Downloads" / "b.pdf")
    error = failure(selector, folder="downloads", kind="pdf")
    assert (error.code, error.facts["names"]) == ("several-found", ["a.pdf", "b.pdf"])


def test_a_date_that_is_none_is_refused(selector):
    with pytest.raises(ActionError) as caught:
        selector.select(Selection(folder="downloads", every=True, since="soon"), Limits(never))
    assert caught.value.code == "invalid-date"


# --------------------------------------------------------------------------------------------------------- limits


def test_a_search_that_takes_too_long_gives_nothing(selector, home):
    add(home / "report.pdf")
    with pytest.raises(ActionFailedError) as caught:
        selector.select(Selection(name="report.pdf"), Limits(never, limit_s=-1.0))
    assert (caught.value.code, caught.value.facts) == ("too-much-to-search", {"place": ""})


def test_more_than_can_be_worked_on_is_refused(selector, home):
    for name in "abc":
        add(home / "Downloads" / name)
    with pytest.raises(ActionFailedError) as caught:
        selector.select(Selection(folder="downloads", every=True), Limits(never, most=2))
    assert (caught.value.code, caught.value.facts) == ("too-much-to-search", {"place": "Downloads"})


def test_a_search_can_be_called_off(selector, home):
    add(home / "report.pdf")
    with pytest.raises(SearchCancelledError):
        selector.select(Selection(name="report.pdf"), Limits(lambda: True))


# -------------------------------------------------------------------------------------------------------- hostile


@pytest.mark.parametrize("name", ["*", "-rf", "$(reboot)", "`id`", "a\nb", "%s", "..\\..", "; rm -rf ~", "?" * 900])
def test_a_name_is_never_more_than_a_name(selector, home, name):
    add(home / "innocent.txt")
    assert failure(selector, name=name).code == "nothing-found"


@pytest.mark.parametrize("name", ["a\0b", "x" * 1001, "\ud800"])
def test_what_cannot_be_a_name_is_refused(name):
    with pytest.raises(ValidationError):
        Selection(name=name)


def test_names_that_are_no_text_are_found_and_shown(selector, home):
    raw = os.fsencode(home) + b"/Downloads/caf\xe9.txt"
    Path(os.fsdecode(raw)).write_text("x")
    add(home / "Downloads" / "other.txt")
    assert [os.fsencode(path) for path in chosen(selector, name="caf", folder="downloads")] == [raw]
    error = failure(selector, folder="downloads", kind="text")
    assert error.facts["names"] == ["caf\ufffd.txt", "other.txt"]
