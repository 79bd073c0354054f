"""The closed set of capabilities that an action may ask for, each with what it lets the action do.

An action names the capabilities it needs; the policy of the safety gate grants them. The list is data so that a policy
can be checked against it, and so that a misspelt capability fails when the action's module is imported.
"""

from collections.abc import Mapping
from types import MappingProxyType

CAPABILITIES: Mapping[str, str] = MappingProxyType(
    {
        "clock.read": "read the time",
        "apps.start": "start installed applications",
        "timers.read": "list timers and alarms",
        "timers.write": "set and cancel timers and alarms",
        "sound.read": "read the volume",
        "sound.write": "change the volume",
        "screen.read": "look at the screen",
        "pictures.create": "add a picture to the screenshots folder",
        "notes.read": "list notes",
        "notes.create": "add a note",
        "files.search": "look at the names and dates of files in the home folder",
        "system.read": "read battery, disk and memory",
    }
)
