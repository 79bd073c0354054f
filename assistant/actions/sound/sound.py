"""Where sound comes out: telling which outputs there are, and switching to one of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, cast

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.sound.sound_output import Output, Route, SoundServer, meant, route_of
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, Obstacle
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Facts, Risk

_ERRORS = frozenset({"no-audio-server", "no-speaker"})
MAX_NAME_CHARS = 200

OutputName = Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARS)]


class SoundActions:
    """Lists the outputs and switches between them."""

    def __init__(self, server: SoundServer) -> None:
        self._server = server

    @action(
        "sound.outputs",
        capabilities={"sound.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={"sound.outputs.done": {"count", "used", "names", "outputs"}},
        errors=_ERRORS,
    )
    async def outputs(self) -> Outcome:
        """Tell where sound can come out, and where it does."""
        found = await run_sync(self._server.outputs, abandon_on_cancel=True)
        used = next((output.name for output in found if output.is_used), "")
        outputs: list[Facts] = [{"name": output.name, "is_used": output.is_used} for output in found]
        names = [output.name for output in found]
        return Outcome("sound.outputs.done", {"count": len(found), "used": used, "names": names, "outputs": outputs})

    async def _undo(self, deed: Deed, work: Work) -> bool:
        before = route_of(cast(Facts, cast(Facts, deed.undo)["before"]))
        await run_sync(self._server.follow, before)
        found = await run_sync(self._server.route)
        return found.sink == before.sink and before.ports.items() <= found.ports.items()

    async def _review(self, deed: Deed) -> Sequence[Obstacle]:
        undo = cast(Facts, deed.undo)
        before = route_of(cast(Facts, undo["before"]))
        known = {output.sink for output in await run_sync(self._server.outputs)}
        return () if before.sink in known else (Obstacle("missing", str(undo["name"])),)

    async def _foresee_use(self, output: OutputName) -> Prospect:
        outputs = await run_sync(self._server.outputs)
        chosen = _only(output, meant(output, outputs), outputs)
        route = await run_sync(self._server.route)
        former = next((found.name for found in outputs if found.is_used), route.sink)
        # Only the ports that the deed touches go into the undo, so that a plug pulled since is left as it is.
        before = replace(route, ports={name: port for name, port in route.ports.items() if name == chosen.sink})
        undo: Facts = {"before": before.as_facts(), "name": former}
        effects = Effects(fingerprint=f"{before} {chosen}")
        return Prospect(effects, {"name": chosen.name}, undo, resolved=_to(chosen, route))

    @action(
        "sound.use",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={
            "sound.use.done": {"name"},
            "sound.use.unknown": {"wanted", "names"},
            "sound.use.ambiguous": {"wanted", "names"},
        },
        errors=_ERRORS,
        effects=_foresee_use,
        foresees={"name"},
        undo=_undo,
        undo_review=_review,
    )
    async def use(self, work: Work, output: OutputName) -> Outcome:
        """Let sound come out elsewhere, by the kind of the output or by its name."""
        wanted = cast(Route, work.prospect.resolved)
        await run_sync(self._server.follow, wanted)

        async def check() -> bool:
            found = await run_sync(self._server.route)
            return found.sink == wanted.sink and wanted.ports.items() <= found.ports.items()

        return Outcome("sound.use.done", work.prospect.facts, ("sound comes out elsewhere",), check)


def _to(chosen: Output, route: Route) -> Route:
    """Return the route to an output, with all that plays on the default device now."""
    return Route(chosen.sink, {chosen.sink: chosen.port} if chosen.port else {}, route.streams)


def _only(words: str, found: Sequence[Output], known: Sequence[Output]) -> Output:
    """Return the one output that was meant.

    Raises:
        ActionFailedError: None was, or several.
    """
    if len(found) == 1:
        return found[0]
    key, names = ("ambiguous", found) if found else ("unknown", known)
    facts: Facts = {"wanted": words, "names": [output.name for output in names]}
    raise ActionFailedError(f"sound.use.{key}", code=f"output-{key}", facts=facts)
