"""Finding and arranging windows on a screen that is scripted; a real one in `tests/integration/actions`."""

import pytest

from assistant.actions.desktop import window_desk, workspaces
from assistant.actions.desktop.open_windows import Rect, matching
from assistant.actions.desktop.window_desk import WindowDesk
from assistant.actions.desktop.window_names import WindowNames
from assistant.actions.desktop.windows import WindowActions
from assistant.actions.desktop.workspaces import WorkspaceActions
from assistant.actions.outcome import ActionFailedError
from assistant.kernel.errors import ActionError
from tests.unit.actions.acting import act, action_of, deed_of, foresee, take_back
from tests.unit.actions.desktop.fake_desk import LEFT_MONITOR, RIGHT_MONITOR, FakeApplications, FakeDesk, a_window

pytestmark = pytest.mark.anyio

BROWSER = a_window(1, "News — Mozilla Firefox", "Navigator.firefox")
LETTER = a_window(2, "letter.txt - Mousepad", "mousepad.Mousepad")
SHELL = a_window(3, "ann@host: ~", "xterm.XTerm")
APPS = {"0x00000001": (("Firefox",), ("Web Browser",)), "0x00000003": (("XTerm",), ("Terminal",))}


class FakeCloser:
    def __init__(self, desk):
        self.desk = desk
        self.closed = []
        self.opens = None
        self.obeys = True

    def close(self, window):
        self.closed.append(window.window_id)
        if self.obeys:
            self.desk.windows = [each for each in self.desk.windows if each.window != window]
        if self.opens:
            self.desk.windows.append(self.opens)


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    monkeypatch.setattr(window_desk, "SETTLE_S", 0.002)
    monkeypatch.setattr(window_desk, "_POLL_S", 0.0005)
    for name in ("CLOSE_LIMIT_S", "QUESTION_S", "_POLL_S"):
        monkeypatch.setattr(workspaces, name, 0.002)


@pytest.fixture
def desk():
    return FakeDesk(BROWSER, LETTER, SHELL)


@pytest.fixture
def arranging(desk):
    return WindowActions(WindowDesk(desk, FakeApplications(**APPS)))


@pytest.fixture
def closer(desk):
    return FakeCloser(desk)


@pytest.fixture
def moving(desk, closer):
    return WorkspaceActions(WindowDesk(desk, FakeApplications(**APPS)), closer)


async def undone(source, name, prospect):
    entry = action_of(source, name)
    assert not await entry.obstacles(deed_of(name, prospect))
    return await take_back(source, name, prospect)


# ------------------------------------------------------------------------------------------------------------- finding


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        *[("firefox", BROWSER), ("fire fox", BROWSER), ("the browser", None), ("web browser", BROWSER)],
        *[("browser", BROWSER), ("fierfox", BROWSER), ("letter", LETTER), ("letter dot txt", LETTER)],
        *[("letter txt", LETTER), ("mousepad", LETTER), ("terminal", SHELL), ("photoshop", None), ("", None)],
        *[("--help", None), ("'; rm -rf ~", None)],
    ],
)
async def test_a_window_is_found_by_title_application_and_near_misses(desk, words, expected):
    windows = WindowDesk(desk, FakeApplications(**APPS))
    found = matching(words, desk.look(), await windows.entries())
    assert list(found) == ([expected] if expected else [])


def test_the_topmost_of_several_comes_first():
    one, two = a_window(1, "notes - Editor"), a_window(2, "todo - Editor")
    assert matching("editor", FakeDesk(one, two).look(), {}) == [two, one]


async def test_what_nobody_has_is_told(arranging):
    with pytest.raises(ActionFailedError) as failed:
        await act(arranging, "windows.focus", window="photoshop")
    assert (failed.value.key, failed.value.facts) == ("windows.unknown", {"name": "photoshop"})


async def test_without_words_and_without_an_active_window_it_is_told():
    with pytest.raises(ActionFailedError, match=r"windows\.none_active"):
        await act(WindowActions(WindowDesk(FakeDesk(), FakeApplications())), "windows.minimise")


async def test_windows_are_listed_the_topmost_first(arranging):
    facts = (await act(arranging, "windows.list")).facts
    assert (facts["count"], facts["has_more"]) == (3, False)
    assert facts["names"] == ["ann@host: ~", "letter.txt - Mousepad", "News — Mozilla Firefox"]
    assert facts["windows"][0] == {"name": "ann@host: ~", "workspace": 1, "is_active": True}


async def test_that_no_window_is_open_is_told():
    outcome = await act(WindowActions(WindowDesk(FakeDesk(), FakeApplications())), "windows.list")
    assert outcome.message == "windows.list.none"


# ----------------------------------------------------------------------------------------------------------- arranging

DEEDS = [
    ("windows.focus", {"window": "firefox"}, "activate"),
    ("windows.minimise", {"window": "firefox"}, "minimise"),
    ("windows.minimise", {}, "minimise"),
    ("windows.maximise", {"window": "letter"}, "maximise"),
    ("windows.tile", {"side": "left", "window": "letter"}, "place"),
    ("windows.tile", {"side": "right"}, "place"),
]


@pytest.mark.parametrize(("name", "args", "verb"), DEEDS)
async def test_a_change_is_confirmed_and_taken_back_to_where_everything_was(desk, arranging, name, args, verb):
    before, prospect = desk.look(), await foresee(arranging, name, **args)
    assert desk.look() == before  # foreseeing changes nothing
    outcome = await act(arranging, name, **args)
    assert await outcome.check()
    assert desk.look() != before
    assert await undone(arranging, name, prospect)
    assert desk.look() == before
    assert await undone(arranging, name, prospect)  # once more, as after a crash in the middle
    assert desk.look() == before


@pytest.mark.parametrize(("name", "args", "verb"), DEEDS)
async def test_what_the_window_manager_refuses_is_not_confirmed(desk, arranging, name, args, verb):
    desk.refuses = {verb}
    outcome = await act(arranging, name, **args)
    assert not await outcome.check()


@pytest.mark.parametrize(
    ("side", "expected"),
    [("left", Rect(1, 40, 498, 555)), ("right", Rect(501, 40, 498, 555)), ("full", Rect(1, 40, 998, 555))],
)
async def test_a_tiled_window_fills_its_part_with_its_frame(desk, arranging, side, expected):
    await act(arranging, "windows.tile", side=side, window="letter")
    assert desk.look().find("0x00000002").rect == expected


async def test_a_window_is_tiled_on_its_own_monitor(desk, arranging):
    desk.monitors = (LEFT_MONITOR, RIGHT_MONITOR)
    await act(arranging, "windows.tile", side="left", window="letter")
    assert desk.look().find("0x00000002").rect == Rect(1, 40, 248, 555)


async def test_a_window_that_has_gone_stands_in_the_way_of_undo(desk, arranging):
    prospect = await foresee(arranging, "windows.minimise", window="letter")
    desk.windows[1] = a_window(2, "another", "other.Other")  # its number was used again
    deed = deed_of("windows.minimise", prospect)
    entry = action_of(arranging, "windows.minimise")
    assert [(found.code, found.path) for found in await entry.obstacles(deed)] == [("missing", "letter.txt - Mousepad")]
    assert not await take_back(arranging, "windows.minimise", prospect)
    assert "hidden" not in desk.windows[1].states


async def test_a_hidden_window_is_hidden_again_after_undo(desk, arranging):
    desk.minimise("0x00000002")
    before, prospect = desk.look(), await foresee(arranging, "windows.focus", window="letter")
    await act(arranging, "windows.focus", window="letter")
    assert await undone(arranging, "windows.focus", prospect)
    assert desk.look() == before


# ------------------------------------------------------------------------------------------------- workspaces, monitors


@pytest.mark.parametrize(
    ("args", "expected"),
    [({"place": "workspace", "workspace": 3}, 2), ({"place": "next"}, 1), ({"place": "previous"}, 0)],
)
async def test_a_window_moves_to_a_workspace_and_back(desk, moving, args, expected):
    desk.workspace = 1 if args["place"] == "previous" else 0
    before, prospect = desk.look(), await foresee(moving, "windows.move", window="letter", **args)
    outcome = await act(moving, "windows.move", window="letter", **args)
    assert await outcome.check()
    assert desk.look().find("0x00000002").workspace == expected
    assert await undone(moving, "windows.move", prospect)
    assert desk.look() == before


@pytest.mark.parametrize("name", ["windows.move", "windows.workspace"])
@pytest.mark.parametrize(
    "args", [{"place": "workspace", "workspace": 9}, {"place": "previous"}, {"place": "workspace"}]
)
async def test_a_workspace_that_there_is_not_is_told(moving, name, args):
    with pytest.raises(ActionFailedError) as failed:
        await act(moving, name, **args)
    assert (failed.value.key, failed.value.facts["count"]) == ("windows.no_workspace", 4)


async def test_a_window_moves_to_the_other_monitor_and_stays_inside(desk, moving):
    desk.monitors = (Rect(0, 0, 500, 600), Rect(500, 0, 320, 240))
    prospect = await foresee(moving, "windows.move", place="monitor", window="letter")
    outcome = await act(moving, "windows.move", place="monitor", window="letter")
    assert await outcome.check()
    assert desk.look().find("0x00000002").rect == Rect(520, 40, 300, 200)
    assert await undone(moving, "windows.move", prospect)


async def test_one_monitor_has_no_other(moving):
    with pytest.raises(ActionFailedError, match=r"windows\.one_monitor"):
        await act(moving, "windows.move", place="monitor")


async def test_another_workspace_is_shown_and_left_again(desk, moving):
    prospect = await foresee(moving, "windows.workspace", place="next")
    assert await (await act(moving, "windows.workspace", place="next")).check()
    assert desk.workspace == 1
    assert await undone(moving, "windows.workspace", prospect)
    assert desk.workspace == 0


async def test_the_desktop_is_shown_and_the_windows_come_back(desk, moving):
    prospect = await foresee(moving, "windows.desktop", is_shown=True)
    assert await (await act(moving, "windows.desktop", is_shown=True)).check()
    assert desk.is_desktop_shown
    assert await undone(moving, "windows.desktop", prospect)
    assert not desk.is_desktop_shown


# --------------------------------------------------------------------------------------------------------------- close


async def test_one_window_is_closed_and_that_has_no_undo(desk, moving, closer):
    prospect = await foresee(moving, "windows.close", window="letter")
    assert (prospect.undo, prospect.effects.ends) == (None, ("letter.txt - Mousepad",))
    assert not action_of(moving, "windows.close").spec.can_be_undone
    outcome = await act(moving, "windows.close", window="letter")
    assert await outcome.check()
    assert closer.closed == ["0x00000002"]


@pytest.mark.parametrize("opens", [None, a_window(9, "Save?", "mousepad.Mousepad", pid=2)])
async def test_a_window_that_stays_is_told_with_what_it_asks(moving, closer, opens):
    closer.obeys, closer.opens = False, opens
    with pytest.raises(ActionFailedError) as failed:
        await act(moving, "windows.close", window="letter")
    assert failed.value.facts == {"name": "letter.txt - Mousepad", "is_asking": opens is not None}
    assert failed.value.is_partial


async def test_none_is_closed_where_several_could_be_meant(desk, moving, closer):
    desk.windows.append(a_window(7, "other.txt - Mousepad", "mousepad.Mousepad"))
    with pytest.raises(ActionFailedError) as failed:
        await act(moving, "windows.close", window="mousepad")
    assert failed.value.facts["names"] == ["other.txt - Mousepad", "letter.txt - Mousepad"]
    assert closer.closed == []


# --------------------------------------------------------------------------------------------------------------- names


def test_names_are_read_once_a_second_and_the_same_list_while_nothing_changed(desk, clock):
    looks = []
    names = WindowNames(lambda: looks.append(1) or desk.look(), lambda: [], clock)
    first = names.names()
    assert ("letter.txt", "0x00000002") in first
    assert ("Mousepad", "0x00000002") in first
    assert names.names() is first
    assert len(looks) == 1


def test_without_a_screen_there_are_no_names(clock):
    def look():
        raise ActionError("There is no display.", code="no-display")

    assert WindowNames(look, lambda: [], clock).names() == []
