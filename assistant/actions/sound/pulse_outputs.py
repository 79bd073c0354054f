"""The outputs of PulseAudio, which PipeWire speaks as well: devices, and the sockets of those that have several."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from assistant.actions.sound.pulse import connected, no_speaker
from assistant.actions.sound.sound_output import Output, Route

if TYPE_CHECKING:
    import pulsectl

# What tells apart "the headphones", "the bluetooth speaker" and "the screen".
_PROPERTIES = ("device.form_factor", "device.bus", "device.api")


class PulseOutputs:
    """The outputs of a server. Implements `SoundServer`.

    Args:
        server: Address of the server; None for the user's own.
    """

    def __init__(self, server: str | None = None) -> None:
        self._server = server

    def outputs(self) -> Sequence[Output]:
        """Return where sound can come out now; a socket with nothing in it is left out.

        Raises:
            AudioError: `no-audio-server` or `no-speaker`.
        """
        with connected(self._server) as pulse:
            default = pulse.server_info().default_sink_name
            found = [output for sink in pulse.sink_list() for output in _outputs_of(sink, default)]
        if not found:
            raise no_speaker()
        return _told_apart(found)

    def route(self) -> Route:
        """Return where sound comes out.

        Raises:
            AudioError: `no-audio-server` or `no-speaker`.
        """
        with connected(self._server) as pulse:
            default = pulse.server_info().default_sink_name
            if not default:
                raise no_speaker()
            sinks = pulse.sink_list()
            ports = {sink.name: sink.port_active.name for sink in sinks if sink.port_active}
            number = next((sink.index for sink in sinks if sink.name == default), None)
            streams = tuple(stream.index for stream in pulse.sink_input_list() if stream.sink == number)
        return Route(default, ports, streams)

    def follow(self, route: Route) -> None:
        """Make the default device, the sockets and the streams as this route has them; what is gone is left out.

        Raises:
            AudioError: `no-audio-server` or `no-speaker`.
        """
        import pulsectl

        with connected(self._server) as pulse:
            target = pulse.get_sink_by_name(route.sink)
            for sink in pulse.sink_list():
                if sink.name in route.ports:
                    pulse.port_set(sink, route.ports[sink.name])
            pulse.default_set(target)
            present = {stream.index for stream in pulse.sink_input_list()}
            for stream in present.intersection(route.streams):
                # A stream may end meanwhile, or be made not to move.
                with suppress(pulsectl.PulseOperationFailed):
                    pulse.sink_input_move(stream, target.index)


def _outputs_of(sink: "pulsectl.PulseSinkInfo", default: str) -> Iterator[Output]:
    """Yield the device, or each of its sockets that has something in it."""
    properties = " ".join(str(sink.proplist.get(name, "")) for name in _PROPERTIES)
    is_default = sink.name == default
    ports = [port for port in sink.port_list if port.available != "no"]
    if len(ports) < 2:
        name = sink.port_active.name if sink.port_active else ""
        yield Output(sink.name, "", sink.description, f"{properties} {name}", is_default)
        return
    for port in ports:
        is_used = is_default and sink.port_active is not None and port.name == sink.port_active.name
        yield Output(sink.name, port.name, port.description, f"{properties} {port.name}", is_used)


def _told_apart(outputs: Sequence[Output]) -> Sequence[Output]:
    """Return the outputs with names that differ: two headphone sockets are told apart by a number."""
    counts = Counter(output.name for output in outputs)
    seen: Counter[str] = Counter()
    found = []
    for output in outputs:
        seen[output.name] += 1
        number = f" {seen[output.name]}" if counts[output.name] > 1 else ""
        found.append(Output(output.sink, output.port, output.name + number, output.marks, output.is_used))
    return found
