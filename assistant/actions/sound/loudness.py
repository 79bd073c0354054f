"""How loud a speaker or microphone is, channel by channel, as a value; and whoever can read and set that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, cast

from assistant.kernel.types import Facts

# 100 percent, as sound servers count. Source: PA_VOLUME_NORM.
FULL = 65_536
# PulseAudio gives back what it was given; PipeWire keeps the cube of it as a fraction.
_TOLERANCE = FULL // 200


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud a device is. A muted device keeps its level.

    Attributes:
        device: Its name on the sound server.
        description: What people call it.
        channels: Level of each channel, of `FULL`; different ones are a balance.
    """

    device: str
    description: str
    channels: tuple[int, ...]
    is_muted: bool

    @property
    def level_percent(self) -> int:
        """The level of the loudest channel."""
        return round(max(self.channels, default=0) * 100 / FULL)

    def at(self, level_percent: int) -> "Loudness":
        """Return the same at another level, 0 to 100, with the balance kept; out of silence all channels are alike."""
        level, loudest = min(100, max(0, level_percent)) * FULL / 100, max(self.channels, default=0)
        if not loudest:
            return replace(self, channels=tuple(round(level) for _ in self.channels))
        return replace(self, channels=tuple(round(channel * level / loudest) for channel in self.channels))

    def is_like(self, other: "Loudness") -> bool:
        """Return whether this is the same device, and sounds the same."""
        if (self.device, self.is_muted) != (other.device, other.is_muted) or len(self.channels) != len(other.channels):
            return False
        return all(abs(one - two) <= _TOLERANCE for one, two in zip(self.channels, other.channels, strict=True))

    def as_facts(self) -> Facts:
        """Return it as JSON."""
        return {
            "device": self.device,
            "description": self.description,
            "channels": list(self.channels),
            "is_muted": self.is_muted,
        }


def loudness_of(facts: Facts) -> Loudness:
    """Return what `as_facts` has written."""
    channels = tuple(cast(Sequence[int], facts["channels"]))
    return Loudness(str(facts["device"]), str(facts["description"]), channels, bool(facts["is_muted"]))


class Mixer(Protocol):
    """The volume of a kind of device. Blocking; each call stands alone and may come from any thread.

    Raises:
        AudioError: `no-audio-server`, and `no-speaker` or `no-microphone`, from every method.
    """

    def read(self, device: str = "") -> Loudness:
        """Ask the sound server anew about a device, the default one if none is named."""
        ...

    def apply(self, wanted: Loudness) -> None:
        """Give the device that is named exactly this volume on each channel, and mute or unmute it."""
        ...
