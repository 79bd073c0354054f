"""The actions on the web: opening a page and searching, each through the browser that the desktop has for it.

Nothing is fetched here. What the browser is handed is one address in plain ASCII, in an argument list.
"""

from typing import Annotated, cast

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.files.opening import SETTLE_S, Opener
from assistant.actions.outcome import ActionFailedError, NoDisplayError, Outcome
from assistant.actions.web.address import Address, AddressError, parse_address
from assistant.actions.web.sites import SiteBook
from assistant.actions.work import Work
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Facts, Risk

MAX_QUERY_CHARS = 500
_OPENERS = (("xdg-open",), ("gio", "open"))

PageAddress = Annotated[str, Field(min_length=1, max_length=2000)]
SiteName = Annotated[str, Field(min_length=1, max_length=100)]
Query = Annotated[str, Field(min_length=1, max_length=MAX_QUERY_CHARS, pattern=r"\S")]
EngineKey = Annotated[str, Field(max_length=100)]
"""A key of `engines.toml`; empty is the user's own engine."""

_MESSAGES = {"web.no_opener": (), "web.no_browser": {"host"}}


class WebActions:
    """Opens pages.

    Args:
        opener: Starts the program that hands a page to the browser.
        sites: What pages and engines are called.
    """

    def __init__(self, opener: Opener, sites: SiteBook) -> None:
        self._opener = opener
        self._sites = sites

    # ----------------------------------------------------------------------------------------------------------- open

    async def _foresee_open(self, address: PageAddress) -> Prospect:
        try:
            page = parse_address(address)
        except AddressError as error:
            facts: Facts = {"address": address[:200], "trouble": error.trouble}
            raise ActionFailedError("web.open.refused", code=error.trouble, facts=facts) from None
        return self._prospect(page, {"host": page.host, "page": page.page, "is_whole": page.page == page.host})

    @action(
        "web.open",
        capabilities={"web.open"},
        risk=Risk.REVERSIBLE,
        timeout_s=30.0,
        messages={
            "web.open.done": {"host", "page", "is_whole"},
            "web.open.refused": {"address", "trouble"},
            **_MESSAGES,
        },
        errors={"no-display"},
        effects=_foresee_open,
        foresees={"host", "page", "is_whole"},
    )
    async def open(self, work: Work, address: PageAddress) -> Outcome:
        """Open a page of the web by its address."""
        return await self._handed_over(work, "web.open.done")

    # ---------------------------------------------------------------------------------------------------------- visit

    async def _foresee_visit(self, site: SiteName) -> Prospect:
        page = self._sites.page(site)
        if page is None:
            raise ActionFailedError("web.visit.unknown", code="unknown-site", facts={"site": site})
        return self._prospect(page, {"site": site, "host": page.host})

    @action(
        "web.visit",
        capabilities={"web.visit"},
        risk=Risk.REVERSIBLE,
        timeout_s=30.0,
        messages={"web.visit.done": {"site", "host"}, "web.visit.unknown": {"site"}, **_MESSAGES},
        errors={"no-display"},
        effects=_foresee_visit,
        foresees={"site", "host"},
    )
    async def visit(self, work: Work, site: SiteName) -> Outcome:
        """Open a bookmark of the user's, or a well-known page by its name."""
        return await self._handed_over(work, "web.visit.done")

    # --------------------------------------------------------------------------------------------------------- search

    async def _foresee_search(self, query: Query, engine: EngineKey = "") -> Prospect:
        try:
            found = self._sites.engine(engine)
            page = found.search(query.strip(), self._sites.language) if found else None
        except AddressError:
            found = page = None
        if found is None or page is None:
            raise ActionFailedError("web.search.unknown", code="unknown-engine", facts={"engine": engine})
        return self._prospect(page, {"query": query.strip(), "engine": found.name, "host": page.host})

    @action(
        "web.search",
        capabilities={"web.search"},
        risk=Risk.REVERSIBLE,
        timeout_s=30.0,
        messages={"web.search.done": {"query", "engine", "host"}, "web.search.unknown": {"engine"}, **_MESSAGES},
        errors={"no-display"},
        effects=_foresee_search,
        foresees={"query", "engine", "host"},
    )
    async def search(self, work: Work, query: Query, engine: EngineKey = "") -> Outcome:
        """Search the web, or one site of it, in the browser."""
        return await self._handed_over(work, "web.search.done")

    # ---------------------------------------------------------------------------------------------------------- hands

    def _prospect(self, page: Address, facts: Facts) -> Prospect:
        if not self._opener.has_display():
            raise NoDisplayError()
        opener = next((list(each) for each in _OPENERS if self._opener.has_program(each[0])), None)
        if opener is None:
            raise ActionFailedError("web.no_opener", code="no-opener")
        effects = Effects(starts=(opener[0],), uses_network=True, fingerprint=page.url)
        return Prospect(effects, facts, resolved=[*opener, page.url])

    async def _handed_over(self, work: Work, message: str) -> Outcome:
        argv, facts = cast(list[str], work.prospect.resolved), work.prospect.facts
        started = await run_sync(self._opener.start, argv)
        status = await run_sync(started.wait, SETTLE_S)
        if status:
            raise ActionFailedError("web.no_browser", code="no-browser", facts={"host": facts["host"]})

        async def is_handed_over() -> bool:
            # The opener ends as soon as the browser has the page, or is the browser itself.
            return status == 0 or await run_sync(started.wait, 0.0) in (None, 0)

        return Outcome(message, facts, ("a page was opened in the browser",), is_handed_over)
