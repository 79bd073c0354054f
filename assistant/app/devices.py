"""What deeds reach beyond files and stores: screen, keys, players, sound, clipboard, programs; all exchangeable.

Deeds see the ports alone, so that a benchmark or a test can let the same deeds run where there is no desktop.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.actions.apps.app_survey import Processes, Windows
from assistant.actions.apps.apps import ProgramLauncher
from assistant.actions.apps.launcher import Launcher
from assistant.actions.apps.process_table import ProcessTable
from assistant.actions.clipboard.clip import Clipboard
from assistant.actions.clipboard.system_clipboard import SystemClipboard
from assistant.actions.desktop.keyboard import Focus, Keyboard
from assistant.actions.desktop.media import Players
from assistant.actions.desktop.mpris import MprisPlayers
from assistant.actions.desktop.notification_service import NotificationService
from assistant.actions.desktop.notifications import Service
from assistant.actions.desktop.window_desk import Desk
from assistant.actions.desktop.x_keyboard import XKeyboard
from assistant.actions.desktop.x_screen import XScreen
from assistant.actions.desktop.x_windows import XWindows
from assistant.actions.files.opening import Opener
from assistant.actions.message_bus.session_bus import SessionBus
from assistant.actions.sound.loudness import Mixer
from assistant.actions.sound.pulse_mixer import PulseMicrophone, PulseSpeaker
from assistant.actions.sound.pulse_outputs import PulseOutputs
from assistant.actions.sound.sound_output import SoundServer
from assistant.app.machine import Machine, this_machine
from vision.capture.screenshot import capture_screen


class DesktopScreen(Desk, Focus, Protocol):
    """The screen, and whether its keys are held by somebody."""


class Programs(ProgramLauncher, Opener, Protocol):
    """Starts applications, and whatever opens a file."""


@dataclass(frozen=True, slots=True)
class Devices:
    """The ports of the deeds.

    Attributes:
        closer: Closes windows, also where there is no window manager.
        capture: Writes a picture of the screen to a path, as PNG.
        machine: What runs on the computer, and what manages it.
    """

    screen: DesktopScreen
    closer: Windows
    processes: Processes
    launcher: Programs
    keyboard: Keyboard
    players: Players
    notifications: Service
    speaker: Mixer
    microphone: Mixer
    outputs: SoundServer
    clipboard: Clipboard
    capture: Callable[[Path], None]
    machine: Machine


def devices_of_session(environ: Mapping[str, str], home: Path) -> Devices:
    """Return what the session has that `environ` describes; none of it is connected to before it is needed."""
    bus = SessionBus(environ)
    return Devices(
        screen=XScreen(environ),
        closer=XWindows(environ),
        processes=ProcessTable(),
        launcher=Launcher(environ, home),
        keyboard=XKeyboard(environ),
        players=MprisPlayers(bus),
        notifications=NotificationService(bus),
        speaker=PulseSpeaker(),
        microphone=PulseMicrophone(),
        outputs=PulseOutputs(),
        clipboard=SystemClipboard(environ),
        capture=capture_screen,
        machine=this_machine(environ),
    )
