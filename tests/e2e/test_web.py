"""Pages and searches by the public commands, with a catcher of addresses as the desktop's default browser."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.asking import Asking
from tests.e2e.desktop import PrivateDesktop
from tests.e2e.running import zenus

pytestmark = [pytest.mark.desktop, pytest.mark.slow]

LIMIT_S = 20.0
CATCHER = """#!{python}
import sys
with open({caught!r}, "a") as file:
    file.write(repr(sys.argv[1:]) + "\\n")
"""
ENTRY = """[Desktop Entry]
Type=Application
Name=Catcher
Exec={program} %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
"""


@pytest.fixture(scope="module")
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop(has_display=True, has_microphone=False) as started:
        yield started


@pytest.fixture
def browser(desktop, tmp_path):
    """Make a program that only notes down what it is handed the default browser; return where it notes it down."""
    env = desktop.env()
    caught, program = tmp_path / "caught", tmp_path / "catcher"
    program.write_text(CATCHER.format(python=sys.executable, caught=str(caught)))
    program.chmod(0o755)
    applications = Path(env["XDG_DATA_HOME"]) / "applications"
    applications.mkdir(exist_ok=True)
    (applications / "catcher.desktop").write_text(ENTRY.format(program=program))
    config = Path(env["XDG_CONFIG_HOME"]) / "mimeapps.list"
    handlers = "".join(f"x-scheme-handler/{scheme}=catcher.desktop\n" for scheme in ("http", "https"))
    config.write_text(f"[Default Applications]\n{handlers}")
    yield caught
    config.unlink()
    (applications / "catcher.desktop").unlink()


@pytest.fixture
def ask(desktop, tmp_path):
    return Asking(desktop.env(ZENUS_HOME=str(tmp_path / "zenus"), XDG_DATA_DIRS=str(tmp_path)))


def handed(caught):
    """Return what the browser was handed, as soon as it was."""
    until_s = time.monotonic() + LIMIT_S
    while not caught.exists() or not caught.read_text().endswith("\n"):
        assert time.monotonic() < until_s, "no page came"
        time.sleep(0.02)
    text = caught.read_text()
    caught.unlink()
    return text.splitlines()


def test_a_page_that_is_spelled_out_is_asked_about_by_its_host_and_opened(ask, browser):
    asked = ask("go to github dot com slash python")
    assert asked["reply"]["text"].endswith("Shall I open github.com/python, a page of github.com, in your browser?")
    assert not browser.exists()
    done = ask("yes")
    assert done["reply"]["text"] == "I opened github.com/python in your browser."
    assert [(r["ok"], r["verified"], r["undoable"]) for r in done["results"]] == [(True, True, False)]
    assert handed(browser) == ["['https://github.com/python']"]


def test_a_no_opens_nothing(ask, browser):
    ask("open example.com")
    assert ask("no")["results"] == []
    assert not browser.exists()


def test_a_dry_run_opens_nothing(ask, browser):
    assert ask("search the web for owls", "--dry-run")["results"] == []
    assert not browser.exists()


def test_the_web_is_searched_with_the_users_own_engine(ask, browser):
    ask.configure("web.search_engine", "https://search.example/?s={query}")
    assert ask.reply("search the web for owls & mice; $(touch x)").startswith("I searched search.example for")
    assert handed(browser) == ["['https://search.example/?s=owls%20%26%20mice%3B%20%24%28touch%20x%29']"]


def test_a_bookmark_of_the_users_own_is_opened_by_its_name(ask, browser, tmp_path):
    settings = tmp_path / "zenus/config/config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('[[web.bookmarks]]\nname = "mail"\naddress = "https://mail.example.org/inbox"\n')
    assert ask.reply("open my mail") == "I opened mail, at mail.example.org."
    assert handed(browser) == ["['https://mail.example.org/inbox']"]


def test_what_hides_where_it_leads_is_refused(ask, browser):
    assert ask.reply("open https://bank.example@evil.example").endswith("because it hides where it leads.")
    assert not browser.exists()


def test_what_is_denied_is_not_opened(ask, browser):
    ask.configure("safety.deny", '["web.visit"]')
    assert "I am not allowed to" in ask.reply("open youtube")
    assert not browser.exists()


def test_without_a_browser_it_is_said(desktop, ask, tmp_path):
    bare = tmp_path / "bin"
    bare.mkdir()
    for name in (
        "xdg-open",
        "xdg-mime",
        "sh",
        "cat",
        "sed",
        "grep",
        "awk",
        "basename",
        "dirname",
        "which",
        "cut",
        "head",
    ):
        found = next((Path(folder) / name for folder in ("/usr/bin", "/bin") if (Path(folder) / name).exists()), None)
        if found is not None:
            (bare / name).symlink_to(found)
    ask.env["PATH"] = str(bare)
    ask.env["BROWSER"] = ""
    assert ask.reply("open youtube").startswith("I can't open www.youtube.com, because no browser took it.")


def test_where_no_rates_were_fetched_there_are_none(ask):
    assert ask.reply("how much is 20 euros in dollars").startswith("I have no exchange rates.")
    assert zenus(ask.env, "rates", "show").stdout == "There are none yet. Run: zenus rates fetch\n"
