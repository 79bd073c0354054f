"""What some settings may be on this machine: the voices, models, wake phrases, languages and devices that are here."""

from collections.abc import Callable, Mapping, Sequence

from anyio.to_thread import run_sync

from assistant.app.voices import VOICES
from assistant.app.wake_word import trained_dir
from assistant.config import paths
from assistant.kernel.errors import AudioError, ConfigError
from assistant.kernel.types import JsonValue
from assistant.understanding.language import known_languages
from models.store import ModelState, ModelStore
from speech.audio.devices import DeviceInfo
from speech.wake.phrase import OWN_PHRASE

Devices = Callable[[], Sequence[DeviceInfo]]
# A device may be away now and be meant all the same.
_OPEN = frozenset({"audio.microphone", "audio.speaker"})


class Offers:
    """Looks anew each time: a device may have been plugged in, a model fetched.

    Args:
        devices: Lists microphones and speakers; blocking.
    """

    def __init__(self, devices: Devices) -> None:
        self._devices = devices

    async def all(self) -> Mapping[str, Sequence[JsonValue]]:
        """Return the values that each of these settings may have."""
        return await run_sync(self._look)

    async def check(self, key: str, value: JsonValue) -> None:
        """Refuse a value that the settings file would take and this machine has no use for.

        Raises:
            ConfigError: `not-here`.
        """
        if key in _OPEN:
            return
        offered = (await self.all()).get(key)
        if offered is not None and value not in offered:
            shown = ", ".join(map(str, offered))
            raise ConfigError(f"There is no {value!r} here.", code="not-here", hint=f"Choose one of: {shown}.")

    def _look(self) -> Mapping[str, Sequence[JsonValue]]:
        store = ModelStore(paths.models_dir())
        ready = {model.id: model for model in store.catalogue.models if store.state(model) is ModelState.READY}
        trained = sorted(path.stem.replace("_", " ") for path in trained_dir().glob("*.onnx"))
        return {
            "speech.voice": [name for name, voice in VOICES.items() if ready.keys() >= set(voice.models)],
            "recogniser.model": [name for name, model in ready.items() if model.role == "speech-to-text"],
            "wake.phrase": list(dict.fromkeys([OWN_PHRASE, *trained])),
            "assistant.language": list(known_languages()),
            **self._device_names(),
        }

    def _device_names(self) -> Mapping[str, Sequence[JsonValue]]:
        try:
            found = self._devices()
        except AudioError:
            found = ()
        return {
            f"audio.{kind}": ["", *(device.name for device in found if device.kind == kind)]
            for kind in ("microphone", "speaker")
        }
