"""Real sound without the wake phrase, from Debian packages and from the development data, as 16 kHz arrays.

Whole sources belong to one part: what the head trains on, what the threshold is chosen on, and what is reported.
"""

import io
import math
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.hey_zenus import propack
from models.hey_zenus.clips import RATE_HZ
from models.hey_zenus.codecs import decoded

Pcm = NDArray[np.int16]
Part = Literal["train", "dev", "test"]
GAP = np.zeros(RATE_HZ // 4, np.int16)


@dataclass(frozen=True, slots=True)
class Source:
    """A body of recordings.

    Attributes:
        name: Of its file.
        part: What it is for.
        package: The Debian package, or the folder of the development data, that holds it.
        read: Yields the recordings from the folder that the package was unpacked into.
        is_noise: There is no speech in it, or only sung: it is noise for the clips as well.
        limit_s: Music repeats itself, so no more is taken of it for training.
    """

    name: str
    part: Part
    package: str
    read: Callable[[Path], Iterator[Pcm]]
    is_noise: bool = False
    limit_s: float = math.inf

    @property
    def file(self) -> str:
        """The name of its array."""
        return f"{self.part}-{self.name}.npy"


def resampled(samples: NDArray[np.float32], rate_hz: int) -> Pcm:
    """Return `float32` samples of −1..1 as int16 at 16 kHz."""
    import soxr

    scaled = np.clip(soxr.resample(samples, rate_hz, RATE_HZ) * 32_767, -32_768, 32_767)
    return np.asarray(scaled, np.int16)


def _audio_files(*patterns: str) -> Callable[[Path], Iterator[Pcm]]:
    def read(folder: Path) -> Iterator[Pcm]:
        for path in sorted(path for pattern in patterns for path in folder.rglob(pattern)):
            if not path.is_symlink():
                yield from _sound(path.read_bytes())

    return read


def _archived(*suffixes: str) -> Callable[[Path], Iterator[Pcm]]:
    """Read the sounds inside a game's archives, which are zip files by another name."""

    def read(folder: Path) -> Iterator[Pcm]:
        archives = sorted(path for kind in ("*.pk3", "*.wz", "*.zip") for path in folder.rglob(kind))
        for archive in archives:
            with zipfile.ZipFile(archive) as opened:
                for name in sorted(name for name in opened.namelist() if name.endswith(suffixes)):
                    yield from _sound(opened.read(name))

    return read


def _sound(data: bytes) -> Iterator[Pcm]:
    """Yield the samples of one sound file; nothing if it is none, as some in old games are."""
    import soundfile

    try:
        samples, rate_hz = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError:
        return
    yield resampled(samples.mean(axis=1), rate_hz)


def _g722(folder: Path) -> Iterator[Pcm]:
    """Read headerless G.722, many prompts in one go: the decoder settles within milliseconds."""
    for group in sorted({path.parent for path in folder.rglob("*.g722")}):
        yield decoded(b"".join(path.read_bytes() for path in sorted(group.glob("*.g722"))), "g722")


def _drascula(folder: Path) -> Iterator[Pcm]:
    """Read raw unsigned 8-bit samples at 11,025 Hz. Links lead to another language's files, so they are left out."""
    for path in sorted(folder.rglob("*.ALS")):
        if not path.is_symlink():
            yield _eight_bits(path.read_bytes())


def _amazon_queen(folder: Path) -> Iterator[Pcm]:
    """Read the speech of Flight of the Amazon Queen: MP3 blocks named `*.SB` in one file with a table in front."""
    data = next(folder.rglob("queen.1c")).read_bytes()
    (count,) = struct.unpack_from(">H", data, 13)
    for number in range(count):
        name, _, offset, size = struct.unpack_from(">12sBII", data, 15 + 21 * number)
        if name.rstrip(b"\0").endswith(b".SB") and size > 1_500:
            yield from _sound(data[offset : offset + size])


def _steel_sky(folder: Path) -> Iterator[Pcm]:
    """Read the speech of Beneath a Steel Sky: packed unsigned 8-bit samples at 11,025 Hz, behind 22 bytes each.

    The table gives, for each file of the disk: number (16 bits), place (24, the highest for units of sixteen bytes) and
    size (22).
    """
    table = next(folder.rglob("sky.dnr")).read_bytes()
    disk = next(folder.rglob("sky.dsk")).read_bytes()
    (count,) = struct.unpack_from("<I", table)
    for entry in range(4, 4 + 8 * count, 8):
        number = int.from_bytes(table[entry : entry + 2], "little")
        place = int.from_bytes(table[entry + 2 : entry + 5], "little")
        size = int.from_bytes(table[entry + 5 : entry + 8], "little") & 0x3FFFFF
        start = (place & 0x7FFFFF) << (4 if place >> 23 else 0)
        packed = disk[start + 22 : start + size]
        if number in STEEL_SKY_SPEECH and packed.startswith(propack.MAGIC):
            yield _eight_bits(propack.unpack(packed))


def _eight_bits(data: bytes) -> Pcm:
    return resampled((np.frombuffer(data, np.uint8).astype(np.float32) - np.float32(128)) / np.float32(128), 11_025)


STEEL_SKY_SPEECH = range(50_000, 58_000)
HOUR_S = 3600.0
SOURCES: tuple[Source, ...] = (
    Source("drascula-en", "train", "drascula", _drascula),
    Source("asterisk-en", "train", "asterisk-core-sounds-en-g722", _g722),
    Source("asterisk-es", "train", "asterisk-core-sounds-es-g722", _g722),
    Source("asterisk-fr", "train", "asterisk-core-sounds-fr-g722", _g722),
    Source("asterisk-it", "train", "asterisk-core-sounds-it-g722", _g722),
    Source("picovoice-commands", "train", "data/asr/picovoice_commands", _audio_files("*.flac")),
    Source("smart-mirror", "train", "data/wake/smart_mirror", _audio_files("*.flac")),
    Source("precise-words", "train", "data/wake/negative_precise", _audio_files("*.flac")),
    Source("esc-10", "train", "data/wake/negative_esc10", _audio_files("*.flac"), is_noise=True),
    Source("fillets-cs", "train", "fillets-ng-data-cs", _audio_files("*.ogg")),
    Source("fillets-nl", "dev", "fillets-ng-data-nl", _audio_files("*.ogg")),
    Source("hedgewars", "train", "hedgewars-data", _audio_files("Sounds/voices/*/*.ogg")),
    Source("klettres", "train", "klettres-data", _audio_files("*.ogg")),
    Source("tuxpaint-fr", "train", "tuxpaint-stamps-default", _audio_files("*_desc_fr.ogg")),
    Source("tuxpaint-ca", "train", "tuxpaint-stamps-default", _audio_files("*_desc_ca.ogg")),
    Source("tuxpaint-bg", "train", "tuxpaint-stamps-default", _audio_files("*_desc_bg.ogg")),
    Source("tuxpaint-ru", "train", "tuxpaint-stamps-default", _audio_files("*_desc_ru.ogg")),
    Source("tuxpaint-be", "train", "tuxpaint-stamps-default", _audio_files("*_desc_be.ogg")),
    Source("tuxpaint-en", "train", "tuxpaint-stamps-default", _audio_files("*_desc.ogg")),
    Source("colobot", "train", "colobot-common-sounds", _audio_files("*.ogg", "*.wav"), is_noise=True),
    Source("megaglest", "train", "megaglest-data", _audio_files("*.ogg", "*.wav")),
    Source("openarena", "train", "openarena-data", _archived(".ogg", ".wav")),
    Source("warzone-voices", "train", "warzone2100-data", _archived(".ogg", ".wav", ".opus")),
    Source("ufoai-sound", "train", "ufoai-sound", _archived(".ogg", ".wav"), is_noise=True),
    Source("ufoai-music", "train", "ufoai-music", _archived(".ogg"), is_noise=True, limit_s=1.5 * HOUR_S),
    Source("nexuiz-music", "train", "nexuiz-music", _archived(".ogg"), is_noise=True, limit_s=HOUR_S),
    Source("hyperrogue-music", "train", "hyperrogue-music", _audio_files("*.ogg"), is_noise=True, limit_s=HOUR_S),
    Source("wesnoth-music", "train", "wesnoth-1.16-music", _audio_files("*.ogg"), is_noise=True, limit_s=1.5 * HOUR_S),
    Source("ktuberling", "dev", "ktuberling-data", _audio_files("*.ogg", "*.wav")),
    Source("asterisk-prompt-it", "dev", "asterisk-prompt-it-menardi-wav", _audio_files("*.wav")),
    Source("tuxpaint-ro", "dev", "tuxpaint-stamps-default", _audio_files("*_desc_ro.ogg")),
    Source("tuxpaint-da", "dev", "tuxpaint-stamps-default", _audio_files("*_desc_da.ogg")),
    Source("drascula-es", "dev", "drascula-spanish", _drascula),
    Source("amelia", "dev", "data/wake/amelia", _audio_files("*.flac")),
    Source("warzone-music", "dev", "warzone2100-music", _audio_files("*.opus"), is_noise=True),
    Source("amazon-queen", "test", "flight-of-the-amazon-queen", _amazon_queen),
    Source("steel-sky", "test", "beneath-a-steel-sky", _steel_sky),
    Source("drascula-it", "test", "drascula-italian", _drascula),
    Source("gcin-voice", "test", "gcin-voice", _audio_files("*.ogg")),
    Source("asterisk-ru", "test", "asterisk-core-sounds-ru-g722", _g722),
    Source("unknown-horizons", "test", "unknown-horizons", _audio_files("audio/**/*.ogg")),
    Source("tuxpaint-es", "test", "tuxpaint-stamps-default", _audio_files("*_desc_es.ogg")),
    Source("tuxpaint-el", "test", "tuxpaint-stamps-default", _audio_files("*_desc_el.ogg")),
    Source("librispeech", "test", "data/asr/librispeech_train_clean_100", _audio_files("*.flac")),
    Source("home-commands", "test", "data/asr", _audio_files("speech_to_phrase_*/*.*")),
    Source("jarvis", "test", "data/wake/jarvis", _audio_files("*.flac")),
    Source("alexa", "test", "data/wake/alexa", _audio_files("*.flac")),
    Source("meetings", "test", "data/turn", _audio_files("*.flac", "*.wav")),
    Source("fillets-sound", "test", "fillets-ng-data", _audio_files("*.ogg"), is_noise=True),
    Source("marsshooter", "test", "marsshooter-data", _audio_files("*.ogg", "*.wav"), is_noise=True),
    Source("muldjord", "test", "fretsonfire-songs-muldjord", _audio_files("*.ogg"), is_noise=True),
    Source("freedink", "test", "freedink-data", _audio_files("*.ogg", "*.wav"), is_noise=True),
    Source("music-on-hold", "test", "asterisk-moh-opsound-g722", _g722, is_noise=True),
    Source("warmux", "test", "warmux-data", _audio_files("*.ogg")),
    Source("drascula-music", "test", "drascula-music", _audio_files("*.ogg"), is_noise=True),
    Source("singularity-music", "test", "singularity-music", _audio_files("*.ogg"), is_noise=True),
    Source("planetblupi-music", "test", "planetblupi-music-ogg", _audio_files("*.ogg"), is_noise=True),
    Source("fretsonfire", "test", "fretsonfire-songs-sectoid", _audio_files("*.ogg"), is_noise=True),
)
NOISES = frozenset(source.name for source in SOURCES if source.is_noise)


def obtain(source: Source, work: Path, shared: Path, tell: Callable[[str], None]) -> bool:
    """Have a source at hand, and return whether it is: a Debian package is fetched and unpacked, but not installed.

    Args:
        source: What is wanted.
        work: Receives the package, unpacked, in `unpacked/`.
        shared: Holds `data/`.
        tell: Told of a package that cannot be had.
    """
    if source.package.startswith("data/"):
        return (shared / source.package).is_dir()
    unpacked = work / "unpacked" / source.package
    if unpacked.exists() or (work / "real" / source.file).exists():
        return True
    if shutil.which("apt-get") is None:
        return False
    downloads = work / "packages" / source.package
    downloads.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(["apt-get", "download", source.package], cwd=downloads, check=True, capture_output=True)
    except subprocess.CalledProcessError:
        tell(f"The package {source.package} cannot be had; going on without it.")
        return False
    unfinished = unpacked.with_name(f"{unpacked.name}.partial")
    unfinished.mkdir(parents=True, exist_ok=True)
    subprocess.run(["dpkg", "-x", str(next(downloads.glob("*.deb"))), str(unfinished)], check=True)
    unfinished.rename(unpacked)
    shutil.rmtree(downloads)
    return True


def collect(sources: Iterable[Source], unpacked: Path, shared: Path, out_dir: Path) -> None:
    """Write each source as one array, `PART-NAME.npy`; a source that exists is left alone.

    Args:
        sources: What to write.
        unpacked: One folder for each Debian package, unpacked with `dpkg -x`.
        shared: Holds `data/`.
        out_dir: Receives the arrays.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    for source in sources:
        path = out_dir / source.file
        if path.exists():
            continue
        root = shared if source.package.startswith("data/") else unpacked
        np.save(path, _gathered(source, root / source.package))


def _gathered(source: Source, folder: Path) -> Pcm:
    pieces: list[Pcm] = []
    length_s = 0.0
    for pcm in source.read(folder):
        pieces += [pcm, GAP]
        length_s += pcm.size / RATE_HZ
        if length_s > source.limit_s:
            break
    return np.concatenate(pieces or [GAP])
