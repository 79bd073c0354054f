"""The deeds of everyday errands: arithmetic, units, dates and clocks elsewhere, the web, and version control."""

import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from assistant.actions.calculation.calculator import CalculatorActions
from assistant.actions.calculation.conversion import ConversionActions
from assistant.actions.calculation.rates import RatesFile
from assistant.actions.calendar.days import DayActions
from assistant.actions.calendar.world_clock import WorldClockActions
from assistant.actions.files import FileTools
from assistant.actions.git.branching import GitBranchActions
from assistant.actions.git.committing import GitCommitActions
from assistant.actions.git.looking import GitLookActions
from assistant.actions.git.program import GitProgram
from assistant.actions.git.where import RepositoryFinder
from assistant.actions.web.sites import SiteBook, WebChoices
from assistant.actions.web.web import WebActions
from assistant.app.devices import DesktopScreen, Devices
from assistant.config import paths
from assistant.config.settings import Settings
from assistant.kernel.clock import Clock
from assistant.kernel.errors import ZenusError
from assistant.kernel.stores import History

# As far back as "commit it" is understood.
_TURNS_LOOKED_AT = 8


@dataclass(frozen=True, slots=True)
class ErrandChoices:
    """What the user has chosen of errands.

    Attributes:
        repository: The folder of the repository that is meant where none is named; empty if there is none.
    """

    web: WebChoices = field(default_factory=WebChoices)
    repository: str = ""


@dataclass(frozen=True, slots=True)
class ErrandDeeds:
    """What can be done on errands.

    Attributes:
        sources: Objects whose methods carry declarations.
        sites: What pages are called.
    """

    sources: tuple[object, ...]
    sites: SiteBook


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What errands look at besides: the user's files, and what was done before."""

    tools: FileTools
    history: History
    home: Path


def chosen_errands(settings: Settings) -> ErrandChoices:
    """Return what the settings say of errands."""
    bookmarks = {bookmark.name: bookmark.address for bookmark in settings.web.bookmarks}
    web = WebChoices(settings.web.search_engine, bookmarks, settings.assistant.language)
    return ErrandChoices(web, settings.git.repository)


def errand_deeds(choices: ErrandChoices, clock: Clock, devices: Devices, surroundings: Surroundings) -> ErrandDeeds:
    """Return the deeds of errands; none of them opens or starts anything before it is needed."""
    sites, git = SiteBook(choices.web), GitProgram(os.environ)
    finder = RepositoryFinder(
        git=git,
        tools=surroundings.tools,
        focused=partial(focused_process, devices.screen),
        processes=devices.processes.processes,
        last_used=partial(last_repository, surroundings.history),
        chosen=choices.repository,
        home=os.path.realpath(surroundings.home),
    )
    sources = (
        CalculatorActions(),
        ConversionActions(RatesFile(paths.rates_file())),
        WorldClockActions(clock),
        DayActions(clock),
        WebActions(devices.launcher, sites),
        GitLookActions(finder),
        GitCommitActions(finder, git),
        GitBranchActions(finder, git),
    )
    return ErrandDeeds(sources, sites)


def focused_process(screen: DesktopScreen) -> int:
    """Return the process of the window that keys go to; 0 if there is none."""
    try:
        active = screen.look().active
    except ZenusError:
        return 0
    return active.window.pid if active else 0


def last_repository(history: History) -> str:
    """Return the folder of the repository that was worked in a few turns ago; empty if none was."""
    for record in reversed(history.latest(_TURNS_LOOKED_AT)):
        for result in reversed(record.results):
            if result.ok and result.action.startswith("git."):
                return str(result.facts.get("path", ""))
    return ""
