"""The closed set of capabilities that an action may ask for, each with what it lets the action do.

An action names the capabilities it needs; the policy of the safety gate grants them. A third party's action may also
ask for one of its own, `plugin.NAME`, which nothing grants until the user does.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

CAPABILITIES: Mapping[str, str] = MappingProxyType(
    {
        "clock.read": "read the time",
        "apps.start": "start installed applications",
        "apps.list": "see which applications run",
        "apps.end": "close applications",
        "apps.kill": "end applications by force",
        "timers.read": "list timers and alarms",
        "timers.write": "set and cancel timers and alarms",
        "schedules.read": "see what is scheduled",
        "schedules.write": "schedule reminders and deeds",
        "sound.read": "read the volume and list speakers",
        "sound.write": "change the volume, the speaker and the microphone",
        "screen.read": "look at the screen",
        "pictures.create": "add a picture to the screenshots folder",
        "notes.read": "list notes",
        "notes.create": "add a note",
        "notes.remove": "move notes to the trash",
        "files.search": "look at the names and dates of files",
        "files.read": "read what files hold",
        "files.create": "make files and folders, copy them, pack and unpack them",
        "files.change": "change what files hold",
        "files.move": "move and rename files",
        "files.organise": "sort a folder's files into folders",
        "files.trash": "move files to the trash and back",
        "files.destroy": "delete files for good",
        "clipboard.read": "read the clipboard",
        "clipboard.write": "put text on the clipboard",
        "windows.read": "see which windows are open",
        "windows.write": "arrange windows",
        "windows.close": "close windows",
        "input.write": "type, press keys and click",
        "media.read": "see what is playing",
        "media.write": "play, pause and skip",
        "notify.send": "show notifications",
        "notify.read": "read recent notifications",
        "notify.write": "hold notifications back",
        "commands.read": "list your own commands",
        "commands.write": "keep and forget your own commands",
        "journal.read": "look at what was done",
        "journal.undo": "take back what was done",
        "memory.read": "tell what is kept about you",
        "memory.forget": "forget what is kept about you",
        "shell.run": "run commands in a sandbox",
        "shell.apply": "keep what a command in the sandbox changed",
        "system.read": "read what the computer is doing, from its battery to its network",
        "processes.list": "see which processes run",
        "processes.end": "ask processes to end",
        "processes.kill": "end processes by force",
        "brightness.read": "read the brightness of the screen",
        "brightness.write": "change the brightness and the colour of the screen",
        "services.read": "see which services run",
        "services.write": "start, stop and restart services",
        "packages.read": "look up packages of the system",
        "calculator.use": "do arithmetic and convert units and currencies",
        "web.search": "search the web with your own search engine",
        "web.visit": "open your bookmarks and well-known pages",
        "web.open": "open any page of the web in your browser",
        "git.read": "look at repositories of git",
        "git.write": "commit and change branches in repositories of git",
        "packages.write": "install, remove and update packages of the system",
    }
)

_PLUGIN = re.compile(r"plugin\.[a-z][a-z0-9_]{0,39}")


def is_capability(name: str) -> bool:
    """Return whether an action may ask for `name`."""
    return name in CAPABILITIES or _PLUGIN.fullmatch(name) is not None
