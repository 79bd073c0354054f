"""The deeds on a desktop: windows, keys, media players and notifications, each through the session's own interfaces."""

from dataclasses import dataclass

from assistant.actions.apps.app_index import AppIndex
from assistant.actions.apps.app_survey import AppSurvey
from assistant.actions.desktop.keyboard import KeyboardActions
from assistant.actions.desktop.media import MediaActions
from assistant.actions.desktop.notifications import NotificationActions
from assistant.actions.desktop.window_desk import WindowDesk
from assistant.actions.desktop.window_names import WindowNames
from assistant.actions.desktop.windows import WindowActions
from assistant.actions.desktop.workspaces import WorkspaceActions
from assistant.app.devices import Devices
from assistant.kernel.clock import Clock


@dataclass(frozen=True, slots=True)
class DesktopDeeds:
    """What can be done on a desktop.

    Attributes:
        sources: Objects whose methods carry declarations.
        window_names: What the open windows are called.
    """

    sources: tuple[object, ...]
    window_names: WindowNames


def desktop_deeds(apps: AppIndex, survey: AppSurvey, devices: Devices, clock: Clock) -> DesktopDeeds:
    """Return the deeds on the desktop of this session; none of it is connected to before it is needed."""
    desk = WindowDesk(devices.screen, survey)
    sources = (
        WindowActions(desk),
        WorkspaceActions(desk, devices.closer),
        KeyboardActions(devices.keyboard, devices.screen),
        MediaActions(devices.players),
        NotificationActions(devices.notifications),
    )
    return DesktopDeeds(sources, WindowNames(devices.screen.look, apps.entries, clock))
