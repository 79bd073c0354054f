"""The actions on the web, with a launcher that starts nothing."""

import pytest
from pydantic import ValidationError

from assistant.actions.outcome import ActionFailedError
from assistant.actions.web.sites import SiteBook, WebChoices, engines
from assistant.actions.web.web import WebActions
from assistant.actions.work import Work
from assistant.kernel.errors import ActionError
from tests.unit.actions.acting import act, action_of, foresee

pytestmark = pytest.mark.anyio


class Ended:
    pid = 1

    def __init__(self, status):
        self.status = status

    def wait(self, _timeout_s):
        return self.status


class ScriptedOpener:
    def __init__(self, status=0, programs=("xdg-open", "gio"), has_display=True):
        self.started = []
        self._status, self._programs, self._has_display = status, programs, has_display

    def has_display(self):
        return self._has_display

    def has_program(self, program):
        return program in self._programs

    def start(self, argv):
        self.started.append(list(argv))
        return Ended(self._status)


BOOK = SiteBook(WebChoices(bookmarks={"mail": "https://mail.example.org/inbox", "trap": "javascript:alert(1)"}))


def web(**options):
    opener = ScriptedOpener(**options)
    return WebActions(opener, BOOK), opener


async def test_a_page_is_handed_to_the_desktops_opener():
    actions, opener = web()
    outcome = await act(actions, "web.open", address="github.com/python")
    assert opener.started == [["xdg-open", "https://github.com/python"]]
    assert outcome.facts["host"] == "github.com"
    assert await outcome.check()


async def test_another_opener_is_used_where_the_first_is_missing():
    actions, opener = web(programs=("gio",))
    await act(actions, "web.open", address="example.com")
    assert opener.started == [["gio", "open", "https://example.com/"]]


async def test_it_is_foreseen_what_is_started_and_that_something_is_sent():
    actions, opener = web()
    prospect = await foresee(actions, "web.open", address="example.com/x")
    assert (prospect.effects.starts, prospect.effects.uses_network) == (("xdg-open",), True)
    assert (prospect.facts["host"], prospect.facts["is_whole"]) == ("example.com", False)
    assert opener.started == []


async def test_a_bookmark_is_opened_by_its_name():
    actions, opener = web()
    outcome = await act(actions, "web.visit", site="mail")
    assert opener.started == [["xdg-open", "https://mail.example.org/inbox"]]
    assert outcome.facts == {"site": "mail", "host": "mail.example.org"}


@pytest.mark.parametrize("site", ["nothing known", "trap"])
async def test_a_name_of_no_page_opens_nothing(site):
    actions, opener = web()
    with pytest.raises(ActionFailedError) as caught:
        await act(actions, "web.visit", site=site)
    assert caught.value.code == "unknown-site"
    assert opener.started == []


@pytest.mark.parametrize("key", engines())
async def test_every_engine_is_asked_for_what_was_said_and_for_nothing_else(key):
    actions, opener = web()
    await act(actions, "web.search", query="a&b=c#d {language} €", engine=key)
    (argv,) = opener.started
    assert "a%26b%3Dc%23d%20%7Blanguage%7D%20%E2%82%AC" in argv[-1]


async def test_the_users_own_engine_is_used_where_none_is_named():
    opener = ScriptedOpener()
    book = SiteBook(WebChoices(engine="https://search.example/?s={query}"))
    outcome = await act(WebActions(opener, book), "web.search", query="owls")
    assert opener.started == [["xdg-open", "https://search.example/?s=owls"]]
    assert outcome.facts["engine"] == "search.example"


async def test_an_unknown_engine_is_said():
    with pytest.raises(ActionFailedError) as caught:
        await act(web()[0], "web.search", query="owls", engine="nosuch")
    assert caught.value.code == "unknown-engine"


async def test_without_a_browser_it_is_said_and_nothing_is_claimed():
    with pytest.raises(ActionFailedError) as caught:
        await act(web(status=3)[0], "web.open", address="example.com")
    assert caught.value.key == "web.no_browser"


async def test_without_an_opener_it_is_said():
    with pytest.raises(ActionFailedError) as caught:
        await act(web(programs=())[0], "web.open", address="example.com")
    assert caught.value.code == "no-opener"


async def test_without_a_display_it_is_said():
    with pytest.raises(ActionError) as caught:
        await act(web(has_display=False)[0], "web.open", address="example.com")
    assert caught.value.code == "no-display"


@pytest.mark.parametrize("address", ["--help", "javascript:alert(1)", "https://a@b.example", "file:///etc/passwd"])
async def test_a_hostile_address_starts_nothing(address):
    actions, opener = web()
    with pytest.raises(ActionFailedError):
        await act(actions, "web.open", address=address)
    assert opener.started == []


async def test_an_endless_query_is_refused():
    with pytest.raises(ValidationError):
        await act(web()[0], "web.search", query="x" * 10_000)


async def test_what_was_reviewed_is_what_is_opened():
    actions, opener = web()
    entry = action_of(actions, "web.open")
    prospect = await entry.foresee({"address": "example.com"})
    await entry.act({"address": "other.example"}, Work(deed=1, prospect=prospect))
    assert opener.started == [["xdg-open", "https://example.com/"]]
