"""The socket's commands about settings: read them as a form, change one, reset one. What is changed holds at once."""

import os
from collections.abc import Mapping

from anyio.to_thread import run_sync

from assistant.app.link.server import Command
from assistant.app.panel.live_settings import LiveSettings
from assistant.app.panel.offers import Offers
from assistant.config.editing import put_value, reset_value
from assistant.config.form import form
from assistant.config.loading import read_environment
from assistant.kernel.types import Facts, JsonValue


class SettingsCommands:
    """Used on the core's loop."""

    def __init__(self, live: LiveSettings, offers: Offers) -> None:
        self._live = live
        self._offers = offers

    def commands(self) -> Mapping[str, Command]:
        """Return the commands of the local socket."""
        return {"settings": self.show, "set_setting": self.put, "reset_setting": self.reset}

    async def show(self, _args: Facts) -> JsonValue:
        """Return `{file, sections, offers}`; the sections are those of `assistant.config.form`."""
        sections: list[JsonValue] = [*form(self._live.now, read_environment(os.environ))]
        return {"file": str(self._live.path), "sections": sections, "offers": dict(await self._offers.all())}

    async def put(self, args: Facts) -> JsonValue:
        """Set `key` to `value` in the file, and let it hold; return the value that holds.

        Raises:
            ConfigError: The value is not allowed; nothing was changed.
        """
        key, value = str(args.get("key", "")), args.get("value")
        await self._offers.check(key, value)
        await run_sync(put_value, self._live.path, key, value)
        return self._reloaded(key)

    async def reset(self, args: Facts) -> JsonValue:
        """Let the default of `key` hold again; return the value that holds.

        Raises:
            ConfigError: There is no such setting.
        """
        key = str(args.get("key", ""))
        await run_sync(reset_value, self._live.path, key)
        return self._reloaded(key)

    def _reloaded(self, key: str) -> JsonValue:
        """Return what holds now, which an environment variable may have decided otherwise."""
        self._live.reload()
        section, _, name = key.partition(".")
        value: JsonValue = self._live.now.model_dump(mode="json")[section][name]
        return value
