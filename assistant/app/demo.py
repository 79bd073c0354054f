"""What `zenus run` does on a machine without a microphone: a synthesised voice asks, and the whole pipeline answers."""

from pathlib import Path

from assistant.config import paths
from models.store import ModelStore

REQUEST = "Hey Zenus, what time is it?"
VOICE = "jf_alpha"


def folder() -> Path:
    """Return the folder for the request and the answer, made if need be."""
    return paths.ensure_private(paths.data_dir() / "demo")


def answer_path() -> Path:
    """Return where the answer is written."""
    return folder() / "answer.wav"


def make_request() -> Path:
    """Speak the request with the second voice into a WAV file, and return its path. Blocking: some seconds.

    What was spoken once is kept: the request never changes.

    Raises:
        ModelError: The second voice is missing or damaged.
    """
    from speech.audio.files import write_wav
    from speech.tts.kokoro import KokoroTts

    path = folder() / f"request-{VOICE}.wav"
    if not path.exists():
        voice = KokoroTts(ModelStore(paths.models_dir()).path("kokoro"), VOICE)
        silence = bytes(2 * voice.sample_rate_hz // 2)
        unfinished = path.with_suffix(".part")
        write_wav(unfinished, silence + b"".join(voice.synthesise(REQUEST)) + silence, voice.sample_rate_hz)
        unfinished.replace(path)
    return path
