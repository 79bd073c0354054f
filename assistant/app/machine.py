"""The deeds on the machine itself, with the interfaces of the kernel and the system that they go through."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.actions.apps.app_survey import AppSurvey
from assistant.actions.apps.process_table import ProcessTable
from assistant.actions.desktop.open_windows import Screen
from assistant.actions.desktop.session_bus import SessionBus
from assistant.actions.machine.apt import Apt
from assistant.actions.machine.brightness import BrightnessActions
from assistant.actions.machine.logind import Logind
from assistant.actions.machine.network import NetworkActions
from assistant.actions.machine.network_links import NetworkLinks
from assistant.actions.machine.night_light import DesktopNightLight, NightLightActions
from assistant.actions.machine.package_changes import PackageChangeActions
from assistant.actions.machine.packages import PackageActions
from assistant.actions.machine.process_ending import ProcessEndingActions
from assistant.actions.machine.process_names import ProcessNames
from assistant.actions.machine.process_survey import ProcessSurvey
from assistant.actions.machine.processes import ProcessActions
from assistant.actions.machine.screen_brightness import BacklightLamp, GnomeLamp, KdeLamp, ScreenBrightness
from assistant.actions.machine.screen_sizes import ScreenSizeActions
from assistant.actions.machine.service_control import ServiceControlActions
from assistant.actions.machine.services import ServiceActions
from assistant.actions.machine.system import SystemActions
from assistant.actions.machine.system_bus import SystemBus
from assistant.actions.machine.systemd import Systemd
from assistant.kernel.clock import Clock


@dataclass(frozen=True, slots=True)
class MachineDeeds:
    """What can be done on the machine.

    Attributes:
        sources: Objects whose methods carry declarations.
        process_names: What runs is called.
    """

    sources: tuple[object, ...]
    process_names: ProcessNames


def machine_deeds(
    environ: Mapping[str, str], home: Path, apps: AppSurvey, look: Callable[[], Screen], clock: Clock
) -> MachineDeeds:
    """Return the deeds on this machine; nothing is connected to before it is needed."""
    table, system_bus, session_bus = ProcessTable(), SystemBus(environ), SessionBus(environ)
    survey, logind = ProcessSurvey(table, apps), Logind(system_bus)
    brightness = ScreenBrightness(GnomeLamp(session_bus), KdeLamp(session_bus), BacklightLamp(logind))
    systemd, apt = Systemd(system_bus, session_bus), Apt(environ)
    sources = (
        SystemActions(home, logind),
        NetworkActions(NetworkLinks(system_bus)),
        ScreenSizeActions(look),
        ProcessActions(survey),
        ProcessEndingActions(survey, table),
        BrightnessActions(brightness),
        NightLightActions(DesktopNightLight(environ, session_bus)),
        ServiceActions(systemd),
        ServiceControlActions(systemd),
        PackageActions(apt),
        PackageChangeActions(apt),
    )
    return MachineDeeds(sources, ProcessNames(table, clock))
