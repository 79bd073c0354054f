"""The deeds of this machine: every action, with the adapters and folders that it works on."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import platformdirs

from assistant.actions.apps.app_ending import RunningAppActions
from assistant.actions.apps.app_index import AppIndex
from assistant.actions.apps.app_survey import AppSurvey
from assistant.actions.apps.apps import AppActions
from assistant.actions.clipboard.clipboard import ClipboardActions
from assistant.actions.clipboard.clipping import ClippingActions
from assistant.actions.clock import ClockActions
from assistant.actions.custom_commands import CustomCommandActions
from assistant.actions.desktop.window_names import WindowNames
from assistant.actions.executor import ActionExecutor, Progress
from assistant.actions.files import FileTools, OpenActions, file_actions
from assistant.actions.filesystem import SavedOriginals
from assistant.actions.memory import MemoryActions
from assistant.actions.notes import NotesActions
from assistant.actions.registry import Registry
from assistant.actions.sandbox import Sandbox
from assistant.actions.schedules.schedule_clock import ScheduleClock
from assistant.actions.screen import ScreenActions
from assistant.actions.shell.shell import ShellActions
from assistant.actions.shell.shell_changes import HeldRuns
from assistant.actions.sound.sound import SoundActions
from assistant.actions.sound.volume import MicrophoneActions, VolumeActions
from assistant.actions.text import TextActions
from assistant.actions.timers.alarm_clock import AlarmClock
from assistant.actions.undo import UndoActions
from assistant.app.desktop import desktop_deeds
from assistant.app.devices import Devices, devices_of_session
from assistant.app.errands import ErrandChoices, Surroundings, errand_deeds
from assistant.app.files import file_tools, housework, reader_of
from assistant.app.keeper import Housework
from assistant.app.machine import machine_deeds
from assistant.app.schedules import Herald, schedule_deeds
from assistant.config import paths
from assistant.kernel.clock import Clock
from assistant.kernel.memory import MemoryPlace
from assistant.kernel.ports import NameSource
from assistant.kernel.stores import CustomCommandStore, History, Journal, ScheduleStore, TimerStore
from assistant.safety.command_rules import load_command_rules
from assistant.safety.halt import Halt
from assistant.understanding.language import one_form


@dataclass(frozen=True, slots=True)
class Stores:
    """Where deeds are kept."""

    timers: TimerStore
    schedules: ScheduleStore
    journal: Journal
    commands: CustomCommandStore
    history: History
    originals: SavedOriginals
    memory: Sequence[MemoryPlace] = ()


@dataclass(frozen=True, slots=True)
class Deeds:
    """What can be done, and what does it."""

    executor: ActionExecutor
    registry: Registry
    apps: AppIndex
    window_names: WindowNames
    site_names: NameSource
    process_names: NameSource
    alarm_clock: AlarmClock
    schedule_clock: ScheduleClock
    schedule_names: NameSource
    housework: Housework


@dataclass(frozen=True, slots=True)
class Tongues:
    """The languages of requests, the main one first, and what returns that of the request that is served."""

    spoken: tuple[str, ...]
    current: Callable[[], str]


def build_deeds(  # noqa: PLR0913  # the wiring has them at hand one by one
    stores: Stores,
    clock: Clock,
    halt: Halt,
    tongues: Tongues,
    herald: Herald,
    progress: Progress,
    devices: Devices | None = None,
    choices: ErrandChoices = ErrandChoices(),  # noqa: B008  # frozen
) -> Deeds:
    """Return the deeds of this user, on the devices of this session unless there are others."""
    home = Path.home()
    devices = devices or devices_of_session(os.environ, home)
    desktops = [name for name in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":") if name]
    apps = AppIndex(_data_folders(), clock, tongues.spoken, desktops, _config_folders())
    schedules = schedule_deeds(stores.schedules, stores.timers, clock, herald)
    tools = file_tools(home, stores.originals, stores.journal, clock, progress)
    survey = AppSurvey(apps, devices.processes, devices.closer, os.environ.get("PATH"))
    desktop = desktop_deeds(apps, survey, devices, clock)
    machine = machine_deeds(devices.machine, home, survey, devices.screen.look, clock)
    errands = errand_deeds(choices, clock, devices, Surroundings(tools, stores.history, home))
    notes = NotesActions(platformdirs.user_documents_path() / "Notes", tools)
    registry = Registry(
        UndoActions(stores.journal, lambda: registry),
        ClockActions(clock),
        AppActions(apps, devices.launcher),
        RunningAppActions(survey, devices.processes, devices.closer),
        *desktop.sources,
        CustomCommandActions(stores.commands, one_form, tongues.current),
        *schedules.sources,
        VolumeActions(devices.speaker),
        MicrophoneActions(devices.microphone),
        SoundActions(devices.outputs),
        ScreenActions(devices.capture, platformdirs.user_pictures_path() / "Screenshots", tools),
        notes,
        *file_actions(tools, reader_of(stores.history)),
        OpenActions(tools, devices.launcher),
        *machine.sources,
        *errands.sources,
        ClipboardActions(devices.clipboard),
        ClippingActions(devices.clipboard, notes, tools),
        TextActions(),
        MemoryActions(stores.memory, clock),
        _shell(tools, home),
    )
    executor = ActionExecutor(registry, stores.journal, halt, progress)
    return Deeds(
        executor=executor,
        registry=registry,
        apps=apps,
        window_names=desktop.window_names,
        site_names=errands.sites,
        process_names=machine.process_names,
        alarm_clock=schedules.alarm_clock,
        schedule_clock=schedules.schedule_clock,
        schedule_names=schedules.names,
        housework=housework(stores.originals, stores.journal),
    )


def _shell(tools: FileTools, home: Path) -> ShellActions:
    sandbox = Sandbox(home, secrets=paths.own_folders())
    return ShellActions(tools, sandbox, cache(load_command_rules), HeldRuns(paths.scratch_dir()), home)


def _data_folders() -> list[Path]:
    return _base_folders("XDG_DATA_HOME", ".local/share", "XDG_DATA_DIRS", "/usr/local/share:/usr/share")


def _config_folders() -> list[Path]:
    return _base_folders("XDG_CONFIG_HOME", ".config", "XDG_CONFIG_DIRS", "/etc/xdg")


def _base_folders(home_variable: str, in_home: str, shared_variable: str, usual: str) -> list[Path]:
    """Return the user's folder, then the shared ones. Source: XDG Base Directory Specification 0.8."""
    own = os.environ.get(home_variable) or str(Path.home() / in_home)
    shared = os.environ.get(shared_variable) or usual
    return [Path(folder) for folder in [own, *shared.split(":")] if folder]
