"""What is made of packages: those in order are added, all others are left out with their reason and harm nothing."""

import logging
import sys

import pytest

from assistant.actions.declaration import action
from assistant.actions.outcome import Outcome
from assistant.actions.package import ActionPackage
from assistant.actions.registry import Registry
from assistant.app import packages
from assistant.app.package_discovery import package_entry_points
from assistant.app.packages import Host, load_packages
from assistant.dialog.reply import ReplyComposer
from assistant.kernel.clock import SystemClock
from assistant.kernel.effects import Prospect
from assistant.kernel.types import ActionResult, Completeness, Risk
from assistant.understanding.conversation import ConversationInterpreter
from assistant.understanding.grammar import GrammarInterpreter
from assistant.understanding.packaged import PackagedInterpreter

TOPIC = """
topic: plants
title: the plants
aliases: [flowers]
expansion_rules: {plants: "(the|my) plants"}
intents:
  plants.water: {data: [{sentences: ["water <plants>", "{text} for the plants", "what time is it"]}]}
examples: [{say: water the plants, action: plants.water, args: {}}]
"""
WORDS = """
capabilities: {plugin.plants: water the plants}
replies: {plants.water.done: {say: "{count:count plant} were watered."}}
failures: {plants.dry: {say: "There is no water."}}
deeds: {plants.water: {say: "water {count:count plant}"}}
nouns: {plant: {one: plant, other: plants}}
"""


class Plants:
    async def _foresee(self) -> Prospect:
        return Prospect(facts={"count": 2})

    @action(
        "plants.water",
        capabilities={"plugin.plants"},
        risk=Risk.REVERSIBLE,
        timeout_s=1.0,
        messages={"plants.water.done": {"count"}, "plants.dry": ()},
        effects=_foresee,
        foresees={"count"},
    )
    async def water(self) -> Outcome:
        """Water the plants."""
        return Outcome("plants.water.done", {"count": 2})


class Clock:
    @action("clock.time", capabilities={"clock.read"}, risk=Risk.READ_ONLY, timeout_s=1.0, messages={})
    async def time(self) -> Outcome:
        """Tell a wrong time."""
        return Outcome("x")


class Dialog:
    @action("dialog.stop", capabilities={"clock.read"}, risk=Risk.READ_ONLY, timeout_s=1.0, messages={})
    async def stop(self) -> Outcome:
        """Never stop."""
        return Outcome("x")


class FakeEntryPoint:
    """An entry point whose object is what `load` returns; `dist` is not known."""

    dist = None

    def __init__(self, name, load):
        self.name = name
        self.value = f"{name}:package"
        self.load = load


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "templates/en").mkdir(parents=True)
    (tmp_path / "replies").mkdir()
    (tmp_path / "templates/en/plants.yaml").write_text(TOPIC)
    (tmp_path / "replies/en.yaml").write_text(WORDS)
    return tmp_path


@pytest.fixture
def plants(folder):
    return lambda: ActionPackage((Plants(),), folder / "templates", folder / "replies")


@pytest.fixture
def load(monkeypatch):
    """Return a function that loads packages, given as functions by name, beside Zenus's clock and timers."""

    def run(registry=None, **loaders):
        entries = [FakeEntryPoint(name, loader) for name, loader in loaders.items()]
        monkeypatch.setattr(packages, "package_entry_points", lambda: entries)
        registry = registry or Registry(Clock())
        return load_packages(registry, Host(("en",), "en", {}, SystemClock())), registry

    return run


def reason(found):
    (problem,) = found.problems
    return problem.reason


def test_without_packages_nothing_is_added(load):
    found, registry = load()
    assert (found.names, found.grammars, found.additions, found.problems) == ([], [], [], [])
    assert [entry.spec.name for entry in registry] == ["clock.time"]


def test_the_actions_sentences_and_words_of_a_package_are_added(load, plants):
    found, registry = load(plants=lambda: plants)
    assert (found.names, found.problems) == (["plants"], [])
    assert registry.get("plants.water").spec.capabilities == {"plugin.plants"}
    (grammar,) = found.grammars
    assert grammar.plan("please water my plants", "en").steps[0].action == "plants.water"
    composer = ReplyComposer(additions=found.additions)
    done = ActionResult("plants.water", ok=True, message="plants.water.done", facts={"count": 1}, is_verified=True)
    assert composer.compose([done]).text == "1 plant were watered."
    assert composer.deed("plants.water", {"count": 2}) == "water 2 plants"
    failed = ActionResult("plants.water", ok=False, message="plants.dry", error_code="dry")
    assert composer.compose([failed]).text == "There is no water."


def test_a_noun_that_zenus_has_keeps_its_forms(load, folder, plants):
    nouns = "{plant: {other: ferns}, file: {other: leaves}}"
    words = WORDS.replace("{plant: {one: plant, other: plants}}", nouns)
    (folder / "replies/en.yaml").write_text(words.replace("{count:count plant} were", "{count:count file} were"))
    composer = ReplyComposer(additions=load(plants=lambda: plants)[0].additions)
    assert composer.message("plants.water.done", {"count": 2}).text == "2 files were watered."


def test_an_object_may_stand_for_its_factory(load, plants):
    assert load(plants=plants)[0].names == ["plants"]


def test_a_package_may_do_without_sentences_and_words(load):
    found, _registry = load(plants=lambda: ActionPackage((Plants(),)))
    assert (found.names, found.grammars, found.additions) == (["plants"], [], [])


def test_a_language_that_a_package_does_not_know_is_none_of_its_problems(load, folder, plants):
    (folder / "templates/en/plants.yaml").unlink()
    (folder / "replies/en.yaml").rename(folder / "replies/nl.yaml")
    found, _registry = load(plants=lambda: plants)
    assert (found.names, found.grammars, found.additions) == (["plants"], [], [])


def broken_import():
    raise ImportError("No module named 'moss'")


def wish_to_exit():
    sys.exit(3)


def declares_nothing():
    return ActionPackage((object(),))


@pytest.mark.parametrize(
    ("loader", "told"),
    [
        (broken_import, "It cannot be loaded: ImportError: No module named 'moss'."),
        (wish_to_exit, "It cannot be loaded: SystemExit: 3."),
        (lambda: 5, "It cannot be loaded: TypeError: 'int' object is not callable."),
        (lambda: dict, "broken:package gives no ActionPackage, but a dict."),
        (lambda: declares_nothing, "declares no action"),
        (lambda: ActionPackage((Clock(),)), "is in the domain 'clock', which belongs to others."),
        (lambda: ActionPackage((Dialog(),)), "is in the domain 'dialog', which belongs to others."),
        (lambda: ActionPackage((Plants(), Plants())), "is declared twice"),
    ],
)
def test_a_package_that_is_no_good_is_left_out_and_the_next_one_is_added(load, plants, caplog, loader, told):
    with caplog.at_level(logging.ERROR):
        found, registry = load(broken=loader, plants=lambda: plants)
    assert told in reason(found)
    assert found.names == ["plants"]
    assert {entry.spec.name for entry in registry} == {"clock.time", "plants.water"}
    assert len(caplog.records) == 1 and "the package broken was left out" in caplog.text
    caplog.clear()


def test_two_packages_cannot_have_one_domain(load, plants):
    found, _registry = load(first=lambda: plants, second=lambda: plants)
    assert found.names == ["first"]
    assert "belongs to others" in reason(found)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("topic: plants", "topic: time", "Its topic 'time' is one of Zenus's own."),
        ("plants.water: {data", "clock.time: {data", "It has sentences for 'clock.time', which is not its own."),
        ("{plants: ", "{the: ", "Its rule or list 'the' is one of Zenus's own."),
        ("water <plants>", "water <ferns>", "Its sentences use 'ferns', which there is not."),
        ("{text} for", "{fern} for", "Its sentences use 'fern', which there is not."),
        ("say: water the plants", "say: dance", "Its example 'dance' does not lead to 'plants.water'."),
        ("topic: plants", "topic: [", "The sentence templates are damaged: plants.yaml is not readable."),
        ("water <plants>", "water (<plants>", "It cannot be loaded: "),
    ],
)
def test_sentences_that_are_no_good_leave_the_package_out(load, folder, plants, caplog, old, new, told):
    (folder / "templates/en/plants.yaml").write_text(TOPIC.replace(old, new, 1))
    found, registry = load(plants=lambda: plants)
    assert reason(found).startswith(told)
    assert registry.get("plants.water") is None
    caplog.clear()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("plants.water.done:", "clock.time.done:", "It has words for 'clock.time.done', which are Zenus's own."),
        ("plants.dry:", "failed.halted:", "It has words for 'failed.halted', which are Zenus's own."),
        ("plants.dry:", "plants.wet:", "It has words for 'plants.wet', which none of its actions gives, or"),
        ('failures: {plants.dry: {say: "There is no water."}}', "", "It has no words for 'plants.dry'."),
        ("deeds: {plants.water:", "deeds: {apps.open:", "It has words for the deed 'apps.open', which is not its own."),
        ("{plugin.plants:", "{files.destroy:", "It must say what the capability 'files.destroy' lets Zenus do"),
        ("capabilities: {plugin.plants: water the plants}", "", "It must say what the capability 'plugin.plants' lets"),
        ("{count:count plant} were", "{size} were", "The words for 'plants.water.done' need ['size'], which the"),
        ("water {count:count plant}", "water {place}", "The words for 'plants.water' need ['place'], which the"),
        ("{count:count plant} were", "{count:count fern} were", "The words for 'plants.water.done' use a kind or a"),
        ("{count:count plant} were", "{count:poem} were", "The words for 'plants.water.done' use a kind or a noun"),
        ('{say: "There is', '{when: {x: 1}, say: "There is', "The last words for 'plants.dry' must fit whatever"),
        ("replies:", "words:", "en.yaml cannot be used: ValidationError."),
        ("replies:", "concerns:", "en.yaml cannot be used: ValidationError."),
        ("replies:", "[", "en.yaml cannot be used: "),
    ],
)
def test_words_that_are_no_good_leave_the_package_out(load, folder, plants, caplog, old, new, told):
    assert old in WORDS
    (folder / "replies/en.yaml").write_text(WORDS.replace(old, new, 1))
    found, registry = load(plants=lambda: plants)
    assert reason(found).startswith(told)
    assert registry.get("plants.water") is None
    caplog.clear()


# --------------------------------------------------------------------------------------------------- sentences


@pytest.fixture(scope="module")
def own():
    return ConversationInterpreter(GrammarInterpreter(["en"], {}, SystemClock()))


@pytest.fixture
def interpreter(own, load, plants):
    return PackagedInterpreter(own, load(plants=lambda: plants)[0].grammars)


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("water the plants", "plants.water"),
        ("buy soil for the plants", "plants.water"),
        ("what time is it", "clock.time"),
        ("set a timer for ten minutes", "timers.start"),
        ("stop", "dialog.stop"),
        ("take a note: soil for the plants", "notes.create"),
        ("mute the sound and what time is it", "volume.mute"),
    ],
)
def test_what_zenus_understands_never_reaches_a_package(interpreter, text, action):
    assert interpreter.interpret(text).steps[0].action == action


def test_what_nobody_understands_is_no_plan(interpreter):
    assert interpreter.interpret("fly to the moon") is None


def test_a_template_that_spells_out_nothing_takes_nothing(load, folder, plants):
    catch_all = TOPIC.replace('"{text} for the plants"', '"{text}"')
    (folder / "templates/en/plants.yaml").write_text(catch_all)
    (grammar,) = load(plants=lambda: plants)[0].grammars
    assert grammar.plan("anything at all", "en") is None
    assert grammar.plan("water the plants", "en") is not None


def test_a_whole_sentence_of_a_package_ends_the_turn_soon(interpreter):
    assert interpreter.completeness("water the plants") is Completeness.COMPLETE
    assert interpreter.completeness("what time is it") is Completeness.COMPLETE
    assert interpreter.completeness("water the") is not Completeness.COMPLETE


def test_what_can_be_said_includes_packages(interpreter):
    sentences, topics = interpreter.examples()
    assert "water the plants" in sentences and "plants" in topics
    sentences, _topics = interpreter.examples("time")
    assert "water the plants" not in sentences and sentences


def test_the_rest_is_what_zenus_itself_expects(interpreter):
    assert interpreter.hints().languages == ("en",)
    assert interpreter.choose("the second one", ["a", "b"]) == 1


# --------------------------------------------------------------------------------------------------- discovery


def test_entry_points_are_found_and_nothing_is_imported(tmp_path, monkeypatch):
    info = tmp_path / "moss-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: moss\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[console_scripts]\nmoss = moss:main\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert package_entry_points() == ()
    (info / "entry_points.txt").write_text("[zenus.actions]\nmoss = moss:package\n")
    (entry,) = package_entry_points()
    assert (entry.name, entry.value, entry.dist.name) == ("moss", "moss:package", "moss")
    assert "moss" not in sys.modules
