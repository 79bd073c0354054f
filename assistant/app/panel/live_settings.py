"""The settings of a running Zenus: kept, changed through the file, and applied at once where that is possible.

Whoever changes the file, the window, `zenus config set` or an editor, the same thing happens: what differs is handed to
those who can take it while running, and an event names it.
"""

from collections.abc import Callable
from pathlib import Path

from assistant.config.form import changed_keys
from assistant.config.loading import load_settings
from assistant.config.settings import Settings
from assistant.config.watch import watch_settings
from assistant.kernel.bus import EventBus
from assistant.kernel.errors import ZenusError
from assistant.kernel.events import ErrorRaised, SettingsChanged

Apply = Callable[[Settings, frozenset[str]], None]
"""Takes the settings and the keys that have changed; does not block."""


class LiveSettings:
    """Used on the core's loop.

    Args:
        path: The settings file.
        now: What holds at the start.
    """

    def __init__(self, path: Path, now: Settings, bus: EventBus) -> None:
        self.path = path
        self.now = now
        self._bus = bus
        self._appliers: list[Apply] = []

    def add(self, apply: Apply) -> None:
        """Call `apply` with every later change."""
        self._appliers.append(apply)

    async def run(self) -> None:
        """Look at the file once a second, for ever."""
        await watch_settings(self.path, self.now, self.take, self._complain)

    def reload(self) -> None:
        """Look at the file now.

        Raises:
            ConfigError: It is wrong; what held before still does.
        """
        self.take(load_settings(self.path))

    def take(self, settings: Settings) -> None:
        """Let these settings hold from now on."""
        keys = changed_keys(self.now, settings)
        if not keys:
            return
        self.now = settings
        for apply in self._appliers:
            try:
                apply(settings, frozenset(keys))
            except ZenusError as error:
                self._complain(error)
        self._bus.publish(SettingsChanged(keys=keys))

    def _complain(self, error: ZenusError) -> None:
        self._bus.publish(ErrorRaised.of(error))
