"""What the documents say is so: links lead somewhere, commands exist, examples work, generated pages are up to date."""

import re
import runpy
import shlex
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.exceptions import TyperException

from assistant.actions.executor import ActionExecutor
from assistant.actions.registry import Registry
from assistant.actions.work import Work
from assistant.cli.commands import app
from assistant.cli.wake import FilesOrTrain
from assistant.dialog.replies.templates import load_replies
from assistant.dialog.replies.wording import Wording
from assistant.kernel import ports, stores
from assistant.kernel.clock import SystemClock
from assistant.kernel.context import NO_CONTEXT, Context
from assistant.kernel.testing.storage import FakeJournal
from assistant.kernel.types import ActionResult, Plan, Step
from assistant.kernel.verdict import Foreseen, Permit
from assistant.safety.halt import Halt
from assistant.understanding import language
from assistant.understanding.conversation import ConversationInterpreter
from assistant.understanding.grammar import GrammarInterpreter

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
IDS = [str(page.relative_to(ROOT)) for page in PAGES]
ADD_AN_ACTION = ROOT / "docs/how-to/add-an-action.md"
# What the grammar learns on that page.
TAUGHT = "put oat milk on the shopping list"

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text("utf-8"))


def blocks(page: Path, kind: str) -> list[str]:
    return [body for name, body in _FENCE.findall(page.read_text("utf-8")) if name == kind]


# -------------------------------------------------------------------------------------------------------------- links


def anchors(page: Path) -> set[str]:
    """Return the names that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    links = [link for link in _LINK.findall(prose(page)) if not link.startswith(("http:", "https:"))]
    for link in links:
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists() and target.is_relative_to(ROOT), link
        assert not anchor or anchor in anchors(target), link


def test_every_page_is_linked_from_another() -> None:
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in _LINK.findall(prose(page))
        if not link.startswith("http")
    }
    assert [str(page) for page in PAGES if page not in linked and page.name != "README.md"] == []


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_paths_of_this_repository_exist(page: Path) -> None:
    found = re.findall(r"`((?:assistant|speech|models|docs|tests|packaging)/[\w./-]+)`", prose(page))
    absent = {"assistant/actions/shopping.py", "assistant/understanding/templates/en/shopping.yaml"}
    assert [path for path in found if not (ROOT / path).exists() and path not in absent] == []


def source_words() -> set[str]:
    sources = [path for room in ("assistant", "speech", "models") for path in (ROOT / room).rglob("*.py")]
    return set(re.findall(r"\w+", " ".join(path.read_text("utf-8") for path in sources)))


def test_classes_that_are_named_exist() -> None:
    pages = [page for page in PAGES if page.parent.name in ("docs", "explanation", "adr")]
    named = {name for page in pages for name in re.findall(r"`([A-Z][a-z]+[A-Z]\w+)`", prose(page))}
    assert len(named) > 30
    assert sorted(named - source_words() - {"ImportError"}) == []


# ----------------------------------------------------------------------------------------------------------- commands


def shown(text: str) -> str:
    """Return the command in `text`, empty if there is none."""
    match = re.match(r"(?:ZENUS_\w+=(?:\"[^\"]*\"|\S+) )?(?:\.venv/bin/)?(zenus [a-z].*)", text)
    return re.split(r" [>#] ", match[1])[0] if match else ""


def in_blocks() -> Iterator[tuple[str, str]]:
    """Yield (page, command) for what is to be typed as it stands."""
    for page in PAGES:
        lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
        yield from ((page.name, command) for command in map(shown, lines) if command)


def in_lines() -> Iterator[tuple[str, str]]:
    """Yield (page, command) for what is named in a sentence, and may lack its arguments."""
    for page in PAGES:
        quoted = re.findall(r"`([^`\n]+)`", prose(page))
        yield from ((page.name, command) for command in map(shown, quoted) if command)


TYPED, NAMED = sorted(set(in_blocks())), sorted(set(in_lines()))


def find_command(command: str) -> tuple[Any, list[str]]:
    """Return the command that is meant, and the words after its name."""
    words = shlex.split(command)[1:]
    found: Any = typer.main.get_command(app)
    while words and hasattr(found, "list_commands") and not words[0].startswith("-"):
        below = found.get_command(None, words[0])
        if below is None and isinstance(found, FilesOrTrain):  # what is no command of it is a file
            return found.get_command(None, "find"), words
        assert below is not None, f"there is no command {words[0]!r} in {command!r}"
        words, found = words[1:], below
    return found, words


def parse(command: str) -> Mapping[str, Any]:
    """Return the arguments as the command's own parser reads them; fails with its usage error, and runs nothing."""
    found, words = find_command(command)
    return found.make_context(command, words).params


def test_commands_are_found_in_the_documents() -> None:
    assert len(TYPED) > 30 and len(NAMED) > 30


@pytest.mark.parametrize(("page", "command"), TYPED)
def test_every_command_to_be_typed_is_taken(page: str, command: str) -> None:
    parse(command)


@pytest.mark.parametrize(("page", "command"), NAMED)
def test_every_command_that_is_named_exists_with_its_options(page: str, command: str) -> None:
    found, words = find_command(command)
    known = {"--help", *(option for parameter in found.params for option in parameter.opts)}
    assert {word for word in words if word.startswith("-")} <= known


@pytest.mark.parametrize("wrong", ["zenus dance", "zenus ask --loudly x", "zenus models juggle", "zenus ask"])
def test_a_command_that_is_not_taken_is_found_out(wrong: str) -> None:
    with pytest.raises((AssertionError, TyperException)):
        parse(wrong)


def test_every_command_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    names = {path.split()[1] for path, _ in generated()["commands"]()}
    assert sorted(name for name in names if f"`zenus {name}" not in readme) == []


# ----------------------------------------------------------------------------------------------------------- sentences


class Apps:
    def names(self) -> list[tuple[str, str]]:
        return [(name, f"{name}.desktop") for name in ("browser", "terminal", "firefox", "text editor")]


@pytest.fixture(scope="module")
def grammar() -> ports.Interpreter:
    return ConversationInterpreter(GrammarInterpreter(["en"], {"app": Apps()}, SystemClock()))


def after(said: str, grammar: ports.Interpreter) -> Context:
    """Return the conversation after a request that led to a list and to a deed."""
    plan = grammar.interpret(said)
    assert isinstance(plan, Plan)
    items = ("/home/ann/a.pdf", "/home/ann/b.pdf")
    shown = tuple(Step("files.show", {"path": item}) for item in items)
    return Context(said, plan, is_deed=True, can_be_undone=True, items=items, item_steps=shown, paths=items)


def sayable() -> list[str]:
    """Return what the README says that one can say."""
    section = (ROOT / "README.md").read_text("utf-8").partition("## What you can say")[2].partition("\n## ")[0]
    return re.findall(r"“([^”]+)”", section.rpartition("|")[0])


@pytest.mark.parametrize("sentence", sayable())
def test_what_the_readme_says_can_be_said(sentence: str, grammar: ports.Interpreter) -> None:
    earlier = [after(said, grammar) for said in ("find my PDFs from last week", "what's in my Downloads")]
    assert any(grammar.interpret(sentence, "en", context) for context in (NO_CONTEXT, *earlier))


@pytest.mark.parametrize(("page", "command"), [row for row in TYPED if row[1].startswith("zenus ask ")])
def test_what_the_documents_ask_is_understood(page: str, command: str, grammar: ports.Interpreter) -> None:
    text = parse(command)["text"]
    assert text == TAUGHT or grammar.interpret(text) is not None


# ------------------------------------------------------------------------------------------------- adding an action


class Shop:
    """The action of the page, run as the dialog would run it."""

    def __init__(self, path: Path) -> None:
        namespace: dict[str, Any] = {"__name__": "shopping"}
        exec(compile(blocks(ADD_AN_ACTION, "python")[0], str(ADD_AN_ACTION), "exec"), namespace)
        self.journal = FakeJournal(SystemClock())
        self.registry = Registry(namespace["ShoppingActions"](path))
        self._executor = ActionExecutor(self.registry, self.journal, Halt())

    async def add(self, text: str) -> ActionResult:
        foreseen = await self._executor.foresee(Step("shopping.add", {"text": text}))
        return await self._executor.run(Permit(foreseen), 1) if isinstance(foreseen, Foreseen) else foreseen

    async def take_back(self) -> bool:
        (deed,) = self.journal.recent(limit=1)
        entry = self.registry.get(deed.action)
        assert entry is not None and not await entry.obstacles(deed)
        return await entry.take_back(deed, Work(deed.number))


@pytest.mark.anyio
async def test_the_action_on_the_page_works(tmp_path: Path) -> None:
    path = tmp_path / "lists" / "Shopping.txt"
    result = await Shop(path).add("oat milk")
    assert (result.ok, result.is_verified, result.is_undoable) == (True, True, True)
    assert result.message == "shopping.add.done" and path.read_text() == "oat milk\n"
    assert (await Shop(path).add(" ")).error_code == "invalid-argument"


@pytest.mark.anyio
async def test_the_action_on_the_page_can_be_undone(tmp_path: Path) -> None:
    path = tmp_path / "Shopping.txt"
    for before in (None, b"eggs without a newline"):
        path.unlink(missing_ok=True)
        if before is not None:
            path.write_bytes(before)
        shop = Shop(path)
        await shop.add("oat milk")
        assert await shop.take_back() and await shop.take_back(), "also a second time"
        assert (path.read_bytes() if path.exists() else None) == before


@pytest.mark.anyio
async def test_the_action_on_the_page_is_not_undone_over_later_changes(tmp_path: Path) -> None:
    path = tmp_path / "Shopping.txt"
    shop = Shop(path)
    await shop.add("oat milk")
    path.write_text("oat milk\nbread\n")
    with pytest.raises(AssertionError):
        await shop.take_back()


def test_the_templates_on_the_page_lead_to_the_action(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(language.TEMPLATES, tmp_path / "templates")
    topic = blocks(ADD_AN_ACTION, "yaml")[0]
    (tmp_path / "templates/en/shopping.yaml").write_text(topic)
    monkeypatch.setattr(language, "TEMPLATES", tmp_path / "templates")
    language.load_language.cache_clear()
    try:
        plan = GrammarInterpreter(["en"], {}, SystemClock()).interpret(TAUGHT)
    finally:
        language.load_language.cache_clear()
    example = yaml.safe_load(topic)["examples"][0]
    assert example["say"] == TAUGHT
    assert plan is not None and plan.steps == (Step(example["action"], example["args"]),)


@pytest.mark.parametrize(
    ("section", "key", "said"),
    [
        ("replies", "shopping.add.done", "“oat milk” is on the shopping list."),
        ("deeds", "shopping.add", "put “oat milk” on the shopping list"),
    ],
)
def test_the_words_on_the_page_can_be_said(section: str, key: str, said: str) -> None:
    words = yaml.safe_load(blocks(ADD_AN_ACTION, "yaml")[1])[section][key]
    wording = Wording(load_replies("en").words, SystemClock(), lambda action, _facts, _description: action)
    assert wording.fill(words["say"], {"item": "oat milk"}) == said


# ---------------------------------------------------------------------------------------------------- generated pages


def generated() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs/reference/generate.py"))


@pytest.mark.parametrize("name", ["events.md", "commands.md"])
def test_the_generated_page_is_up_to_date(name: str) -> None:
    written = (ROOT / "docs/reference" / name).read_text("utf-8")
    assert written == generated()["PAGES"][name](), "run: python docs/reference/generate.py"


def test_every_event_stands_on_its_page_once() -> None:
    from assistant.kernel import events

    page = (ROOT / "docs/reference/events.md").read_text("utf-8")
    kinds = {kind.type for kind in events.Event.__subclasses__()}
    assert sorted(re.findall(r"^## `(\w+)`$", page, re.MULTILINE)) == sorted(kinds)


def test_every_command_of_the_socket_stands_on_its_page() -> None:
    from assistant.app.assistant import RunningAssistant
    from assistant.app.panel.commands import Panel
    from assistant.app.panel.records import RecordCommands
    from assistant.app.panel.settings_commands import SettingsCommands
    from assistant.app.panel.sound_commands import SoundCommands

    page = (ROOT / "docs/reference/socket.md").read_text("utf-8")
    parts = (RunningAssistant, RecordCommands, SettingsCommands, SoundCommands)
    served = {name for part in parts for name in part.commands(part.__new__(part))}
    served |= {"subscribe", *Panel.own_commands(Panel.__new__(Panel))}
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == served


def test_every_port_stands_in_the_architecture() -> None:
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    named = {**vars(ports), **vars(stores)}
    defined = {name for name, port in named.items() if getattr(port, "_is_protocol", False) and name != "Protocol"}
    defined -= {"ActionCatalogue", "DeedCounter"}  # parts of Executor and of Journal
    assert set(re.findall(r"^\| (\w+) \| .*`", page, re.MULTILINE)) == defined


# ------------------------------------------------------------------------------------------------------------ glossary


def test_the_glossary_is_in_order_and_has_each_word_once() -> None:
    words = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs/glossary.md").read_text("utf-8"), re.MULTILINE)[2:]
    assert words == sorted(set(words), key=str.lower)
