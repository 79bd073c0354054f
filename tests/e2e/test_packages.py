"""The package of the documents, installed by hand beside Zenus, by the public commands."""

import json
import re
import time
import tomllib
from pathlib import Path

import pytest

from tests.e2e.asking import Asking
from tests.e2e.running import private_env, zenus

EXAMPLE = Path(__file__).parents[2] / "docs/examples/zenus-shopping"


@pytest.fixture
def site(tmp_path):
    """A folder as pip would leave it: the module, and beside it what is known of the distribution."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    folder = tmp_path / "site"
    info = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    (folder / "zenus_shopping").symlink_to(EXAMPLE / "zenus_shopping")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    points = project["entry-points"]["zenus.actions"]
    lines = "".join(f"{name} = {value}\n" for name, value in points.items())
    (info / "entry_points.txt").write_text(f"[zenus.actions]\n{lines}")
    return folder


@pytest.fixture
def ask(site, tmp_path):
    return Asking(private_env(tmp_path, PYTHONPATH=str(site)))


@pytest.fixture
def shopping_list(tmp_path):
    return tmp_path / "Documents" / "Shopping.txt"


def test_its_deed_is_denied_until_granted_then_done_and_taken_back(ask, shopping_list):
    refused = ask("put oat milk on the shopping list")
    assert refused["reply"]["text"] == "I won't do that, because I am not allowed to read and change the shopping list."
    assert not shopping_list.exists()

    ask.configure("safety.allow", '["plugin.shopping"]')
    assert ask("put oat milk on the shopping list", "--dry-run")["results"] == []
    assert not shopping_list.exists()
    done = ask("put oat milk on the shopping list")
    assert [(r["ok"], r["verified"], r["undoable"]) for r in done["results"]] == [(True, True, True)]
    assert done["reply"]["text"] == "“oat milk” is on the shopping list."
    ask("add rye bread to the shopping list")
    assert shopping_list.read_text() == "oat milk\nrye bread\n"
    assert ask.reply("what is on my shopping list").startswith("There are 2 items on the shopping list.")

    assert ask.reply("undo that") == "I took this back: put “rye bread” on the shopping list."
    assert shopping_list.read_text() == "oat milk\n"
    assert ask("undo that")["results"][0]["verified"]
    assert not shopping_list.exists()


def test_a_path_that_is_denied_is_denied_to_a_package_as_well(ask, shopping_list):
    ask.configure("safety.allow", '["plugin.shopping"]')
    shopping_list.parent.mkdir()
    hidden = shopping_list.parents[1] / ".ssh"
    hidden.mkdir()
    shopping_list.symlink_to(hidden / "config")
    assert ask.reply("put oat milk on the shopping list").startswith("I won't touch")
    assert not (hidden / "config").exists()


def test_undo_does_not_lose_what_was_written_since(ask, shopping_list):
    ask.configure("safety.allow", '["plugin.shopping"]')
    ask("put oat milk on the shopping list")
    shopping_list.write_text("my own\n")
    assert "was changed since" in ask.reply("undo that")
    assert shopping_list.read_text() == "my own\n"


def test_the_doctor_names_it_and_one_that_is_broken_and_everything_else_works(ask, site):
    broken = site / "broken-1.0.dist-info"
    broken.mkdir()
    (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: zenus-broken\nVersion: 1.0\n")
    (broken / "entry_points.txt").write_text("[zenus.actions]\nbroken = no_such_module:package\n")
    lines = zenus(ask.env, "doctor", "--json").stdout.splitlines()
    found = {row["name"]: row for row in map(json.loads, lines)}
    assert found["package zenus-shopping"]["is_well"]
    told = found["package zenus-broken"]
    assert not told["is_well"] and not told["is_needed"]
    assert "no_such_module" in told["detail"] and "pip uninstall zenus-broken" in told["fix"]
    assert ask("what time is it")["results"][0]["ok"]


def test_the_page_shows_what_the_example_is_made_of() -> None:
    page = (EXAMPLE.parents[1] / "how-to/publish-actions.md").read_text()
    shown = re.findall(r"^```(?:toml|python|yaml)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    files = [file.read_text() for file in EXAMPLE.rglob("*") if file.suffix in (".toml", ".py", ".yaml")]
    assert shown
    assert [block for block in shown if not any(block in text for text in files)] == []


@pytest.mark.slow
def test_looking_for_packages_costs_little_where_there_are_none() -> None:
    from assistant.app.package_discovery import package_entry_points

    def once_s() -> float:
        started_s = time.perf_counter()
        assert package_entry_points() == ()
        return time.perf_counter() - started_s

    assert min(once_s() for _ in range(5)) < 0.005
