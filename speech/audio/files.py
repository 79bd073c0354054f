"""Sound files: any that libsndfile reads becomes int16 mono 16 kHz; what is written is WAV. Owns no device and no task.

Files are read in blocks, so an hour of sound needs no more memory than a second. A file that ends before its header
says is used as far as it goes, with one warning in the log; one that is cut inside its header is refused.
"""

import errno
import logging
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.kernel.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ
from assistant.kernel.errors import AudioFileError
from speech.audio.noise import silence_sound_libraries
from speech.audio.resample import Resampler

_log = logging.getLogger(__name__)

_BLOCK_FRAMES = 65_536
# Outside this range no microphone exists, and the resampler's filters would not be sound.
_LOWEST_RATE_HZ, _HIGHEST_RATE_HZ = 1_000, 768_000
_MOST_CHANNELS = 64
_WAV_HEADER_BYTES = 44
_LARGEST_WAV_BYTES = 0xFFFF_FFFF
# What programs that write to a pipe put where the length belongs.
_UNKNOWN_LENGTHS = frozenset({0, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x8000_0000})


@dataclass(frozen=True, slots=True)
class SoundFileInfo:
    """What a sound file's header says.

    Attributes:
        duration_s: Length of what is really there, not of what the header promises.
        is_truncated: The file ends before its header says.
    """

    sample_rate_hz: int
    channels: int
    duration_s: float
    is_truncated: bool


def sound_info(path: Path) -> SoundFileInfo:
    """Describe the sound file at `path`.

    Raises:
        AudioFileError: As `stream_pcm`.
    """
    with _open_sound(path) as sound:
        return SoundFileInfo(
            sample_rate_hz=sound.samplerate,
            channels=sound.channels,
            duration_s=sound.frames / sound.samplerate,
            is_truncated=_is_cut_short(path),
        )


def read_pcm(path: Path) -> bytes:
    """Return the whole sound of the file at `path`: int16 mono 16 kHz.

    Raises:
        AudioFileError: As `stream_pcm`.
    """
    return b"".join(stream_pcm(path, SAMPLE_RATE_HZ * SAMPLE_BYTES))


def stream_pcm(path: Path, block_bytes: int) -> Iterator[bytes]:
    """Open the file at `path` at once and return its sound as int16 mono 16 kHz blocks; only the last may be shorter.

    Stereo is averaged; floats beyond ±1 are clipped. Closing the iterator closes the file.

    Raises:
        AudioFileError: `file-missing`, `file-unreadable`, `not-a-sound-file`, `empty-sound-file` or
            `truncated-sound-file`.
    """
    sound = _open_sound(path)
    if _is_cut_short(path):
        _log.warning("a sound file ends before its header says; using what is there")
    return _blocks(sound, path, block_bytes)


def write_wav(path: Path, pcm: bytes, sample_rate_hz: int = SAMPLE_RATE_HZ) -> None:
    """Write mono int16 `pcm` as a WAV file, over what was there.

    Raises:
        AudioFileError: As `WavWriter`.
    """
    with WavWriter(path, sample_rate_hz) as writer:
        writer.write(pcm)


class WavWriter:
    """A mono int16 WAV file that grows; its header is right after every write, also if the process dies.

    Raises:
        AudioFileError: `folder-missing`, `file-unwritable` or `disk-full`, when made and from `write`.
    """

    def __init__(self, path: Path, sample_rate_hz: int = SAMPLE_RATE_HZ) -> None:
        self._path = path
        self._rate_hz = sample_rate_hz
        self._data_bytes = 0
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise _write_error(path, error) from error
        try:
            self._put(self._header())
        except AudioFileError:
            self._file.close()
            raise

    def write(self, pcm: bytes) -> None:
        """Append samples."""
        self._file.seek(_WAV_HEADER_BYTES + self._data_bytes)
        self._put(pcm)
        self._data_bytes += len(pcm)
        self._file.seek(0)
        self._put(self._header())

    def close(self) -> None:
        """Close the file; more than once is harmless."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _header(self) -> bytes:
        data_bytes = min(self._data_bytes, _LARGEST_WAV_BYTES - _WAV_HEADER_BYTES)
        riff_bytes = data_bytes + _WAV_HEADER_BYTES - 8
        byte_rate = self._rate_hz * SAMPLE_BYTES
        form = struct.pack("<IHHIIHH", 16, 1, 1, self._rate_hz, byte_rate, SAMPLE_BYTES, 8 * SAMPLE_BYTES)
        return (
            struct.pack("<4sI4s4s", b"RIFF", riff_bytes, b"WAVE", b"fmt ")
            + form
            + struct.pack("<4sI", b"data", data_bytes)
        )

    def _put(self, data: bytes) -> None:
        """Write all of `data`: an unbuffered file may take only a part when the disk is nearly full."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise _write_error(self._path, error) from error


def _open_sound(path: Path) -> Any:  # noqa: ANN401  # soundfile has no types
    import soundfile

    silence_sound_libraries()
    size_bytes = _size_bytes(path)
    if size_bytes == 0:
        raise _empty(path)
    try:
        sound = soundfile.SoundFile(path)
    except (soundfile.SoundFileError, ValueError) as error:
        if _starts_like_sound(path):
            raise _truncated(path) from error
        raise _not_sound(path) from error
    if sound.frames == 0:
        sound.close()
        raise _truncated(path) if _is_cut_short(path) else _empty(path)
    if not _LOWEST_RATE_HZ <= sound.samplerate <= _HIGHEST_RATE_HZ or sound.channels > _MOST_CHANNELS:
        sound.close()
        raise _not_sound(path)
    return sound


def _blocks(sound: Any, path: Path, block_bytes: int) -> Iterator[bytes]:  # noqa: ANN401  # soundfile has no types
    """Cut what the decoder yields into blocks of one size."""
    resampler = Resampler(sound.samplerate, SAMPLE_RATE_HZ)
    waiting = bytearray()
    with sound:
        for pcm in _decode(sound, path):
            waiting += resampler.convert(pcm) if pcm else resampler.finish()
            ready = len(waiting) - len(waiting) % block_bytes
            for start in range(0, ready, block_bytes):
                yield bytes(waiting[start : start + block_bytes])
            del waiting[:ready]
    if waiting:
        yield bytes(waiting)


def _decode(sound: Any, path: Path) -> Iterator[bytes]:  # noqa: ANN401  # soundfile has no types
    """Yield int16 mono at the file's own rate, and nothing at its end; 16-bit mono comes through bit by bit."""
    import numpy as np
    import soundfile

    while True:
        try:
            frames = sound.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)
        except soundfile.SoundFileError as error:
            raise _not_sound(path) from error
        if not len(frames):
            yield b""
            return
        mono = np.nan_to_num(frames).mean(axis=1, dtype=np.float32)
        yield np.clip(np.rint(mono * 32_768.0), -32_768, 32_767).astype("<i2").tobytes()


def _size_bytes(path: Path) -> int:
    try:
        if path.is_dir():
            raise AudioFileError(
                f"{str(path)!r} is a folder, not a sound file.",
                code="file-unreadable",
                hint="Name a sound file, not a folder.",
            )
        with path.open("rb"):
            return path.stat().st_size
    except FileNotFoundError as error:
        raise AudioFileError(
            f"There is no file {str(path)!r}.", code="file-missing", hint="Check the name of the sound file."
        ) from error
    except OSError as error:
        raise AudioFileError(
            f"The file {str(path)!r} cannot be read: {error.strerror}.",
            code="file-unreadable",
            hint="Check that you may read the sound file.",
        ) from error


def _starts_like_sound(path: Path) -> bool:
    """Say whether the first bytes belong to a sound format, so that what follows must have been cut off."""
    with path.open("rb") as file:
        head = file.read(_WAV_HEADER_BYTES)
    is_wav = b"RIFF".startswith(head[:4]) and b"WAVE".startswith(head[8:12])
    return len(head) < _WAV_HEADER_BYTES and (is_wav or head[:4] in (b"fLaC", b"OggS"))


def _is_cut_short(path: Path) -> bool:
    """Say whether a WAV file is shorter than its first header field promises."""
    with path.open("rb") as file:
        head = file.read(8)
    if len(head) < 8 or head[:4] != b"RIFF":
        return False
    promised_bytes: int = struct.unpack("<I", head[4:])[0]
    return promised_bytes not in _UNKNOWN_LENGTHS and promised_bytes + 8 > path.stat().st_size


def _not_sound(path: Path) -> AudioFileError:
    return AudioFileError(
        f"{str(path)!r} is not a sound file that can be read.",
        code="not-a-sound-file",
        hint="Use a WAV, FLAC or OGG file.",
    )


def _empty(path: Path) -> AudioFileError:
    return AudioFileError(
        f"The sound file {str(path)!r} holds no sound.", code="empty-sound-file", hint="Record it again."
    )


def _truncated(path: Path) -> AudioFileError:
    return AudioFileError(
        f"The sound file {str(path)!r} is cut off before its sound begins.",
        code="truncated-sound-file",
        hint="Copy or record it again.",
    )


def _write_error(path: Path, error: OSError) -> AudioFileError:
    if error.errno == errno.ENOSPC:
        return AudioFileError(
            f"The disk is full: {str(path)!r} could not be written.",
            code="disk-full",
            hint="Free some space on the disk, then try again.",
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return AudioFileError(
            f"The folder of {str(path)!r} does not exist.",
            code="folder-missing",
            hint="Make the folder first, or choose another one.",
        )
    return AudioFileError(
        f"{str(path)!r} cannot be written: {error.strerror}.",
        code="file-unwritable",
        hint="Choose a file that you may write.",
    )
