"""Where sound can come out, as values: which output is meant by "the headphones", and the way back to another."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from assistant.actions.file_search import plain
from assistant.kernel.types import Facts

# What people call an output, to what sound servers say of it. Source: PA_PROP_DEVICE_FORM_FACTOR, PA_PROP_DEVICE_BUS,
# and the names of ALSA ports, such as "analog-output-headphones" and "hdmi-output-0".
_MARKS: Mapping[str, tuple[str, ...]] = {
    "headphones": ("headphone", "headset", "earphone", "hands-free"),
    "speakers": ("speaker", "internal", "lineout"),
    "screen": ("hdmi", "displayport", "tv"),
    "bluetooth": ("bluetooth", "bluez"),
    "usb": ("usb",),
}


@dataclass(frozen=True, slots=True)
class Output:
    """A place where sound can come out: a device, or one of the sockets of a device.

    Attributes:
        sink: The device's name on the server.
        port: The socket's name; empty if the device has no choice of them.
        name: What people call it.
        marks: What the server says of it: form, bus, port.
        is_used: What is played without a wish comes out here.
    """

    sink: str
    port: str
    name: str
    marks: str = ""
    is_used: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """What decides where sound comes out, as far as switching to an output changes it.

    Attributes:
        sink: The default device.
        ports: The socket in use of each device that has several.
        streams: What plays on the default device, by the server's numbers.
    """

    sink: str
    ports: Mapping[str, str]
    streams: tuple[int, ...]

    def as_facts(self) -> Facts:
        """Return it as JSON."""
        return {"sink": self.sink, "ports": dict(self.ports), "streams": list(self.streams)}


def route_of(facts: Facts) -> Route:
    """Return what `as_facts` has written."""
    ports = cast(Mapping[str, str], facts["ports"])
    return Route(str(facts["sink"]), dict(ports), tuple(cast(Sequence[int], facts["streams"])))


class SoundServer(Protocol):
    """The outputs of a sound server. Blocking; each call stands alone and may come from any thread.

    Raises:
        AudioError: `no-audio-server` or `no-speaker`, from every method.
    """

    def outputs(self) -> Sequence[Output]:
        """Return where sound can come out now."""
        ...

    def route(self) -> Route:
        """Return where it comes out."""
        ...

    def follow(self, route: Route) -> None:
        """Make the default device, the sockets and the streams as this route has them; what is gone is left out."""
        ...


def meant(words: str, outputs: Sequence[Output]) -> Sequence[Output]:
    """Return the outputs that `words` mean: by kind ("headphones"), or by words of their names; none if none does."""
    wanted = plain(words).split()
    if not wanted:
        return ()
    exact = [output for output in outputs if plain(output.name).split() == wanted]
    named = exact or [output for output in outputs if set(wanted) <= set(plain(output.name).split())]
    marks = [mark for word in wanted for mark in _MARKS.get(word, ())]
    return named or [output for output in outputs if _is_marked(output, marks)]


def _is_marked(output: Output, marks: Collection[str]) -> bool:
    said = f"{output.marks} {plain(output.name)}".lower()
    return any(mark in said for mark in marks)
