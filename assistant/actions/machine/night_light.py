"""The warm colours of the evening: on, off, and whether they are on.

GNOME and Cinnamon keep them in a setting that their colour daemon follows; other desktops have no interface that
outlasts the program which asks.
"""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from anyio.to_thread import run_sync

from assistant.actions.declaration import action
from assistant.actions.message_bus.bus import Bus
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.errors import ActionError
from assistant.kernel.types import Facts, Risk

CALL_LIMIT_S = 3.0
_KEY = "night-light-enabled"
# Each colour daemon with the schema of its settings.
_SCHEMAS = {
    "org.gnome.SettingsDaemon.Color": "org.gnome.settings-daemon.plugins.color",
    "org.cinnamon.SettingsDaemon.Color": "org.cinnamon.settings-daemon.plugins.color",
}
_MISSING = {"nightlight.none": ()}


class NightLight(Protocol):
    """The warm colours. Blocking."""

    def is_on(self) -> bool | None:
        """Return whether they are on; None where the desktop has none."""
        ...

    def set(self, is_on: bool) -> None:
        """Switch them."""
        ...


@dataclass(frozen=True, slots=True)
class DesktopNightLight:
    """The setting of the desktop whose colour daemon runs."""

    environ: Mapping[str, str]
    bus: Bus

    def is_on(self) -> bool | None:
        """Return whether they are on; None where the desktop has none."""
        schema = self._schema()
        said = self._call("get", schema, _KEY) if schema else ""
        return {"true": True, "false": False}.get(said)

    def set(self, is_on: bool) -> None:
        """Switch them."""
        if schema := self._schema():
            self._call("set", schema, _KEY, str(is_on).lower())

    def _schema(self) -> str:
        try:
            services = self.bus.services()
        except ActionError:
            return ""
        return next((schema for service, schema in _SCHEMAS.items() if service in services), "")

    def _call(self, *arguments: str) -> str:
        program = shutil.which("gsettings", path=self.environ.get("PATH"))
        if program is None:
            return ""
        done = subprocess.run(
            [program, *arguments],
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=CALL_LIMIT_S,
            check=False,
        )
        return done.stdout.decode(errors="replace").strip()


class NightLightActions:
    """Reads and switches the night light."""

    def __init__(self, light: NightLight) -> None:
        self._light = light

    @action(
        "nightlight.get",
        capabilities={"brightness.read"},
        risk=Risk.READ_ONLY,
        timeout_s=6.0,
        messages={"nightlight.get.done": {"is_on"}, **_MISSING},
    )
    async def get(self) -> Outcome:
        """Tell whether the night light is on."""
        return Outcome("nightlight.get.done", {"is_on": await self._is_on()})

    async def _foresee_set(self, is_on: bool) -> Prospect:
        before = await self._is_on()
        return Prospect(Effects(fingerprint=str(before)), {"is_on": is_on}, {"is_on": before})

    async def _undo_set(self, deed: Deed, work: Work) -> bool:
        before = cast(bool, (deed.undo or {})["is_on"])
        await run_sync(self._light.set, before)
        return await self._is_on() is before

    @action(
        "nightlight.set",
        capabilities={"brightness.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=8.0,
        messages={"nightlight.set.done": {"is_on"}, **_MISSING},
        effects=_foresee_set,
        foresees={"is_on"},
        undo=_undo_set,
    )
    async def set(self, work: Work, is_on: bool) -> Outcome:
        """Switch the night light on or off."""
        await run_sync(self._light.set, is_on)

        async def check() -> bool:
            return await self._is_on() is is_on

        facts: Facts = {"is_on": is_on}
        return Outcome("nightlight.set.done", facts, ("the night light was switched",), check)

    async def _is_on(self) -> bool:
        found = await run_sync(self._light.is_on, abandon_on_cancel=True)
        if found is None:
            raise ActionFailedError("nightlight.none", code="no-night-light")
        return found
