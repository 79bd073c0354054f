"""The deeds on the machine itself, with the interfaces of the kernel and the system that they go through."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.actions.apps.app_survey import AppSurvey
from assistant.actions.apps.process_table import ProcessTable
from assistant.actions.desktop.open_windows import Screen
from assistant.actions.machine.apt import Apt
from assistant.actions.machine.brightness import Brightness, BrightnessActions
from assistant.actions.machine.logind import Logind
from assistant.actions.machine.network import Links, NetworkActions
from assistant.actions.machine.network_links import NetworkLinks
from assistant.actions.machine.night_light import DesktopNightLight, NightLight, NightLightActions
from assistant.actions.machine.package_changes import PackageChangeActions
from assistant.actions.machine.package_source import PackageSource
from assistant.actions.machine.packages import PackageActions
from assistant.actions.machine.process_ending import ProcessEndingActions, Signals
from assistant.actions.machine.process_names import ProcessNames
from assistant.actions.machine.process_survey import Loads, ProcessSurvey
from assistant.actions.machine.processes import ProcessActions
from assistant.actions.machine.screen_brightness import BacklightLamp, GnomeLamp, KdeLamp, ScreenBrightness
from assistant.actions.machine.screen_sizes import ScreenSizeActions
from assistant.actions.machine.service_control import ServiceControlActions
from assistant.actions.machine.services import ServiceActions, ServiceManager
from assistant.actions.machine.system import Sessions, SystemActions
from assistant.actions.machine.systemd import Systemd
from assistant.actions.message_bus.session_bus import SessionBus
from assistant.actions.message_bus.system_bus import SystemBus
from assistant.kernel.clock import Clock


class ProcessTablePort(Loads, Signals, Protocol):
    """The process table, read and signalled."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The ports of the machine's deeds."""

    processes: ProcessTablePort
    sessions: Sessions
    links: Links
    brightness: Brightness
    night_light: NightLight
    services: ServiceManager
    packages: PackageSource


@dataclass(frozen=True, slots=True)
class MachineDeeds:
    """What can be done on the machine.

    Attributes:
        sources: Objects whose methods carry declarations.
        process_names: What runs is called.
    """

    sources: tuple[object, ...]
    process_names: ProcessNames


def this_machine(environ: Mapping[str, str]) -> Machine:
    """Return the machine that `environ` describes; nothing is connected to before it is needed."""
    system_bus, session_bus = SystemBus(environ), SessionBus(environ)
    logind = Logind(system_bus)
    return Machine(
        processes=ProcessTable(),
        sessions=logind,
        links=NetworkLinks(system_bus),
        brightness=ScreenBrightness(GnomeLamp(session_bus), KdeLamp(session_bus), BacklightLamp(logind)),
        night_light=DesktopNightLight(environ, session_bus),
        services=Systemd(system_bus, session_bus),
        packages=Apt(environ),
    )


def machine_deeds(
    machine: Machine, home: Path, apps: AppSurvey, look: Callable[[], Screen], clock: Clock
) -> MachineDeeds:
    """Return the deeds on a machine."""
    survey = ProcessSurvey(machine.processes, apps)
    sources = (
        SystemActions(home, machine.sessions),
        NetworkActions(machine.links),
        ScreenSizeActions(look),
        ProcessActions(survey),
        ProcessEndingActions(survey, machine.processes),
        BrightnessActions(machine.brightness),
        NightLightActions(machine.night_light),
        ServiceActions(machine.services),
        ServiceControlActions(machine.services),
        PackageActions(machine.packages),
        PackageChangeActions(machine.packages),
    )
    return MachineDeeds(sources, ProcessNames(machine.processes, clock))
