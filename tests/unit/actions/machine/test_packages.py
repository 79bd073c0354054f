"""Packages under a manager that is scripted; the real apt in `tests/e2e/test_machine.py`."""

import pytest

from assistant.actions.machine.package_changes import PackageChangeActions
from assistant.actions.machine.package_source import Changes, End, Found, Order, Package, Ran
from assistant.actions.machine.packages import PackageActions
from assistant.actions.outcome import ActionFailedError
from assistant.kernel.errors import ActionError
from tests.unit.actions.acting import act, action_of, deed_of, foresee, take_back

pytestmark = pytest.mark.anyio

GIMP = Changes(installs=("gimp", "gimp-data"), versions=(("gimp", "2.10"), ("gimp-data", "2.10")), download_bytes=9)


class FakeSource:
    """Knows gimp; does what its `changes` say, unless the test says otherwise."""

    def __init__(self, changes=GIMP, **installed):
        self.changes = changes
        self.now = {name.replace("_", "-"): version for name, version in installed.items()}
        self.ran = []
        self.end = Ran(End.DONE)
        self.is_allowed = True
        self.age_s = 60.0
        self.keeping = frozenset()
        self.is_essential = frozenset()
        self.found = []

    def resolve(self, words):
        return words if words in ("gimp", "gimp-data", "bash") else ""

    def package(self, name):
        return Package(name, self.now.get(name, ""), "2.10", name in self.keeping)

    def search(self, words):
        return self.found

    def simulate(self, order, names=()):
        return self.changes

    def essential(self, names):
        return [name for name in names if name in self.is_essential]

    def lists_age_s(self):
        return self.age_s

    def may_change(self):
        return self.is_allowed

    def line(self, order, names=()):
        return f"sudo apt {order.value} {' '.join(names)}"

    def run(self, order, names, progress, is_halted):
        self.ran.append((order, tuple(names)))
        if self.end.end is End.DONE and order is Order.PURGE:
            self.now = {name: version for name, version in self.now.items() if name not in names}
        elif self.end.end is End.DONE:
            self.now |= dict(self.changes.versions)
            self.now = {name: version for name, version in self.now.items() if name not in self.changes.removes}
        return self.end


async def test_what_is_installed_is_told_with_its_version():
    facts = (await act(PackageActions(FakeSource(gimp="2.8")), "packages.info", package="gimp")).facts
    assert (facts["installed"], facts["candidate"], facts["is_newest"]) == ("2.8", "2.10", False)
    outcome = await act(PackageActions(FakeSource()), "packages.info", package="frobnicator")
    assert outcome.message == "packages.info.unknown"


async def test_what_is_found_is_told_as_short_lines():
    source = FakeSource()
    source.found = [Found(f"draw{n}", "Draws\x07 and\nmore") for n in range(30)]
    facts = (await act(PackageActions(source), "packages.search", purpose="drawing")).facts
    assert (facts["count"], facts["first"], len(facts["packages"])) == (30, ["draw0", "draw1", "draw2"], 20)
    assert facts["summary"] == "Draws and more"


@pytest.mark.parametrize(("age_s", "days"), [(60.0, 0), (None, 0), (12.5 * 86_400, 12)])
async def test_updates_are_told_with_those_for_security_first_and_how_old_the_lists_are(age_s, days):
    source = FakeSource(Changes(upgrades=("a", "b"), security=("b",), versions=(("a", "1"), ("b", "2"))))
    source.age_s = age_s
    facts = (await act(PackageActions(source), "packages.updates")).facts
    assert (facts["count"], facts["security_count"], facts["first"], facts["lists_days"]) == (2, 1, ["b", "a"], days)


async def test_an_installation_is_asked_about_with_all_that_comes_and_can_be_taken_back():
    source = FakeSource()
    actions = PackageChangeActions(source)
    prospect = await foresee(actions, "packages.install", package="gimp")
    assert (prospect.effects.wants_preview, prospect.effects.uses_network, prospect.effects.is_final) == (
        True,
        True,
        False,
    )
    assert (prospect.facts["others"], prospect.facts["version"], prospect.facts["download_bytes"]) == (
        ["gimp-data"],
        "2.10",
        9,
    )
    assert source.ran == []
    assert await (await act(actions, "packages.install", package="gimp")).check()
    assert source.ran == [(Order.INSTALL, ("gimp",))]
    source.changes = Changes(removes=("gimp", "gimp-data"))
    assert not await action_of(actions, "packages.install").obstacles(deed_of("packages.install", prospect))
    assert await take_back(actions, "packages.install", prospect)
    assert source.now == {}


async def test_what_was_installed_stays_when_something_needs_it_since():
    actions = PackageChangeActions(FakeSource(Changes(removes=("gimp", "gimp-data", "plugins"))))
    prospect = await foresee(PackageChangeActions(FakeSource()), "packages.install", package="gimp")
    (obstacle,) = await action_of(actions, "packages.install").obstacles(deed_of("packages.install", prospect))
    assert obstacle.path == "plugins"


async def test_what_kept_its_settings_or_is_updated_would_not_come_back_the_same():
    source = FakeSource()
    source.keeping = {"gimp-data"}
    assert (await foresee(PackageChangeActions(source), "packages.install", package="gimp")).undo is None
    update = FakeSource(Changes(upgrades=("gimp",), versions=(("gimp", "2.10"),)), gimp="2.8")
    prospect = await foresee(PackageChangeActions(update), "packages.install", package="gimp")
    assert (prospect.undo, prospect.facts["is_update"]) == (None, True)


@pytest.mark.parametrize(("removes", "is_final"), [(("gimp",), False), (("gimp", "plugins"), True)])
async def test_removing_what_was_not_named_is_final(removes, is_final):
    source = FakeSource(Changes(removes=removes), gimp="2.10", plugins="1")
    actions = PackageChangeActions(source)
    prospect = await foresee(actions, "packages.remove", package="gimp")
    assert (prospect.effects.is_final, prospect.effects.wants_preview, prospect.undo) == (is_final, True, None)
    assert await (await act(actions, "packages.remove", package="gimp")).check()


@pytest.mark.parametrize("removes", [("bash",), ("gimp", "gnome-shell"), ("gimp", "linux-image-6.1-amd64")])
async def test_what_the_machine_stands_on_is_never_removed(removes):
    source = FakeSource(Changes(removes=removes), gimp="2.10")
    source.is_essential = {"bash"}
    with pytest.raises(ActionFailedError) as failed:
        await foresee(PackageChangeActions(source), "packages.remove", package="gimp")
    assert failed.value.key == "packages.kept"
    assert failed.value.facts["kept"] == [removes[-1]]


async def test_without_the_right_to_it_the_line_to_type_is_told():
    source = FakeSource()
    source.is_allowed = False
    with pytest.raises(ActionFailedError) as failed:
        await foresee(PackageChangeActions(source), "packages.install", package="gimp")
    assert (failed.value.key, failed.value.facts["line"]) == ("packages.no_rights", "sudo apt install gimp")


@pytest.mark.parametrize(
    ("name", "package", "changes", "key"),
    [
        ("packages.install", "frobnicator", GIMP, "packages.unknown"),
        ("packages.install", "-y", GIMP, "packages.unknown"),
        ("packages.install", "gimp;id", GIMP, "packages.unknown"),
        ("packages.install", "bash", GIMP, "packages.install.already"),
        ("packages.remove", "gimp", GIMP, "packages.remove.absent"),
        ("packages.install", "gimp", Changes(problem="held"), "packages.impossible"),
    ],
)
async def test_what_cannot_be_done_is_told_before(name, package, changes, key):
    source = FakeSource(changes, bash="2.10")
    with pytest.raises(ActionFailedError) as failed:
        await foresee(PackageChangeActions(source), name, package=package)
    assert failed.value.key == key
    assert source.ran == []


@pytest.mark.parametrize("end", [end for end in End if end is not End.DONE])
async def test_a_run_that_did_not_end_well_is_told_as_that(end):
    source = FakeSource()
    source.end = Ran(end, "dpkg returned 1")
    with pytest.raises(ActionFailedError) as failed:
        await act(PackageChangeActions(source), "packages.install", package="gimp")
    assert failed.value.key == f"packages.{end.value}"
    # Only a run that failed may have left something half done.
    assert failed.value.is_partial is (end is End.FAILED)


async def test_a_run_that_says_it_is_done_and_is_not_is_not_confirmed():
    source = FakeSource(Changes(upgrades=("gimp",), versions=(("gimp", "2.10"),)), gimp="2.8")
    outcome = await act(PackageChangeActions(source), "packages.upgrade")
    source.now["gimp"] = "2.8"
    assert not await outcome.check()


async def test_fresh_lists_are_seen_to_be_fresh():
    source = FakeSource()
    actions = PackageChangeActions(source)
    assert (await foresee(actions, "packages.refresh")).effects.uses_network
    outcome = await act(actions, "packages.refresh")
    assert await outcome.check()
    source.age_s = None
    assert not await outcome.check()


async def test_a_machine_without_apt_is_told():
    class NoApt(FakeSource):
        def resolve(self, words):
            raise ActionError("There is no apt.", code="no-apt")

    with pytest.raises(ActionError, match="no apt"):
        await act(PackageActions(NoApt()), "packages.info", package="gimp")
