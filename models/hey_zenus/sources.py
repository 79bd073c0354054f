"""Real sound without the wake phrase, from Debian packages and from the development data, as 16 kHz arrays.

Whole sources belong to one part: what the head trains on, what the threshold is chosen on, and what is reported.
"""

import io
import struct
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.hey_zenus.clips import RATE_HZ

Pcm = NDArray[np.int16]
Part = Literal["train", "dev", "test"]
GAP = np.zeros(RATE_HZ // 4, np.int16)


@dataclass(frozen=True, slots=True)
class Source:
    """A body of recordings: `read` yields them from the folder that its package was unpacked into."""

    name: str
    part: Part
    package: str
    read: Callable[[Path], Iterator[Pcm]]


def resampled(samples: NDArray[np.float32], rate_hz: int) -> Pcm:
    """Return `float32` samples of −1..1 as int16 at 16 kHz."""
    import soxr

    scaled = np.clip(soxr.resample(samples, rate_hz, RATE_HZ) * 32_767, -32_768, 32_767)
    return np.asarray(scaled, np.int16)


def _decoded(data: bytes, *format_options: str) -> Pcm:
    command = [
        "ffmpeg",
        "-v",
        "error",
        *format_options,
        "-i",
        "pipe:0",
        "-ac",
        "1",
        "-ar",
        str(RATE_HZ),
        "-f",
        "s16le",
        "-",
    ]
    return np.frombuffer(subprocess.run(command, input=data, capture_output=True, check=True).stdout, np.int16)


def _audio_files(pattern: str) -> Callable[[Path], Iterator[Pcm]]:
    def read(folder: Path) -> Iterator[Pcm]:
        import soundfile

        for path in sorted(folder.rglob(pattern)):
            if path.is_symlink():
                continue
            samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
            yield resampled(samples.mean(axis=1), rate_hz)

    return read


def _g722(folder: Path) -> Iterator[Pcm]:
    """Read headerless G.722, many prompts in one go: the decoder settles within milliseconds."""
    for group in sorted({path.parent for path in folder.rglob("*.g722")}):
        yield _decoded(b"".join(path.read_bytes() for path in sorted(group.glob("*.g722"))), "-f", "g722")


def _drascula(folder: Path) -> Iterator[Pcm]:
    """Read raw unsigned 8-bit samples at 11,025 Hz. Links lead to another language's files, so they are left out."""
    for path in sorted(folder.rglob("*.ALS")):
        if not path.is_symlink():
            yield resampled(
                (np.fromfile(path, np.uint8).astype(np.float32) - np.float32(128)) / np.float32(128), 11_025
            )


def _amazon_queen(folder: Path) -> Iterator[Pcm]:
    """Read the speech of Flight of the Amazon Queen: MP3 blocks named `*.SB` in one file with a table in front."""
    data = next(folder.rglob("queen.1c")).read_bytes()
    (count,) = struct.unpack_from(">H", data, 13)
    for number in range(count):
        name, _, offset, size = struct.unpack_from(">12sBII", data, 15 + 21 * number)
        if name.rstrip(b"\0").endswith(b".SB") and size > 1_500:
            yield _mp3(data[offset : offset + size])


def _mp3(data: bytes) -> Pcm:
    import soundfile

    samples, rate_hz = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    return resampled(samples.mean(axis=1), rate_hz)


SOURCES: tuple[Source, ...] = (
    Source("drascula-en", "train", "drascula", _drascula),
    Source("asterisk-en", "train", "asterisk-core-sounds-en-g722", _g722),
    Source("asterisk-es", "train", "asterisk-core-sounds-es-g722", _g722),
    Source("asterisk-fr", "train", "asterisk-core-sounds-fr-g722", _g722),
    Source("asterisk-it", "train", "asterisk-core-sounds-it-g722", _g722),
    Source("picovoice-commands", "train", "data/asr/picovoice_commands", _audio_files("*.flac")),
    Source("smart-mirror", "train", "data/wake/smart_mirror", _audio_files("*.flac")),
    Source("precise-words", "train", "data/wake/negative_precise", _audio_files("*.flac")),
    Source("esc-10", "train", "data/wake/negative_esc10", _audio_files("*.flac")),
    Source("fillets-cs", "train", "fillets-ng-data-cs", _audio_files("*.ogg")),
    Source("fillets-nl", "train", "fillets-ng-data-nl", _audio_files("*.ogg")),
    Source("hedgewars", "train", "hedgewars-data", _audio_files("Sounds/voices/*/*.ogg")),
    Source("klettres", "train", "klettres-data", _audio_files("*.ogg")),
    Source("tuxpaint-fr", "train", "tuxpaint-stamps-default", _audio_files("*_desc_fr.ogg")),
    Source("tuxpaint-ca", "train", "tuxpaint-stamps-default", _audio_files("*_desc_ca.ogg")),
    Source("tuxpaint-bg", "train", "tuxpaint-stamps-default", _audio_files("*_desc_bg.ogg")),
    Source("wesnoth-music", "train", "wesnoth-1.16-music", _audio_files("*.ogg")),
    Source("ktuberling", "dev", "ktuberling-data", _audio_files("*.ogg")),
    Source("asterisk-prompt-it", "dev", "asterisk-prompt-it-menardi-wav", _audio_files("*.wav")),
    Source("tuxpaint-ro", "dev", "tuxpaint-stamps-default", _audio_files("*_desc_ro.ogg")),
    Source("drascula-es", "dev", "drascula-spanish", _drascula),
    Source("amelia", "dev", "data/wake/amelia", _audio_files("*.flac")),
    Source("amazon-queen", "test", "flight-of-the-amazon-queen", _amazon_queen),
    Source("asterisk-ru", "test", "asterisk-core-sounds-ru-g722", _g722),
    Source("unknown-horizons", "test", "unknown-horizons", _audio_files("voice/**/*.ogg")),
    Source("tuxpaint-es", "test", "tuxpaint-stamps-default", _audio_files("*_desc_es.ogg")),
    Source("tuxpaint-el", "test", "tuxpaint-stamps-default", _audio_files("*_desc_el.ogg")),
    Source("librispeech", "test", "data/asr/librispeech_train_clean_100", _audio_files("*.flac")),
    Source("home-commands", "test", "data/asr", _audio_files("speech_to_phrase_*/*.*")),
    Source("jarvis", "test", "data/wake/jarvis", _audio_files("*.flac")),
    Source("alexa", "test", "data/wake/alexa", _audio_files("*.flac")),
    Source("fillets-sound", "test", "fillets-ng-data", _audio_files("*.ogg")),
    Source("drascula-music", "test", "drascula-music", _audio_files("*.ogg")),
)


def collect(unpacked: Path, shared: Path, out_dir: Path) -> None:
    """Write each source as one array, `PART-NAME.npy`; a source that exists is left alone.

    Args:
        unpacked: One folder for each Debian package, unpacked with `dpkg -x`.
        shared: Holds `data/`.
        out_dir: Receives the arrays.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    for source in SOURCES:
        path = out_dir / f"{source.part}-{source.name}.npy"
        if path.exists():
            continue
        root = shared if source.package.startswith("data/") else unpacked
        pieces = [piece for pcm in source.read(root / source.package) for piece in (pcm, GAP)]
        np.save(path, np.concatenate(pieces))
