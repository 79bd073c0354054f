"""Speaks `requests/requests.jsonl` and `answers/answers.jsonl` into FLAC files beside them.

The voices are some that the wake model never heard.

`python tests/data/make_requests.py` makes the files that are missing; after changing a line, remove its file first.
It needs the models `kokoro` and `kokoro-voices`.
Without `pause_s`, or where it is null, the request follows the wake phrase in one breath; else it follows after so much
silence. Where `phrase` is false there is no wake phrase.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import platformdirs
import soundfile
import soxr

from speech.tts.kokoro import KokoroTts

LISTS = [Path(__file__).with_name(name) / f"{name}.jsonl" for name in ("requests", "answers")]
MODELS = Path(os.environ.get("ZENUS_MODELS") or platformdirs.user_cache_path("zenus") / "models")
RATE_HZ = 16_000
EDGE_S = 0.1
# Below this share of the loudest sample the voice is silent.
VOICED_SHARE = 0.02


def main() -> None:
    for listed in LISTS:
        for line in listed.read_text().splitlines():
            request = json.loads(line)
            path = listed.with_name(request["file"])
            if not path.exists():
                soundfile.write(path, _spoken(request), RATE_HZ, subtype="PCM_16")


def _spoken(request: Mapping[str, str | float | bool | None]) -> np.ndarray:
    voice, text, pause_s = str(request["voice"]), str(request["text"]), request.get("pause_s")
    language = "en-gb" if voice.startswith("b") else "en-us"
    tts = KokoroTts(MODELS / "kokoro", voice, voices_dir=MODELS / "kokoro-voices", language=language)
    edge = np.zeros(round(EDGE_S * RATE_HZ), np.int16)
    if not request.get("phrase", True):
        return np.concatenate([edge, _say(tts, text), edge])
    if pause_s is None:
        return np.concatenate([edge, _say(tts, f"Hey Zenus, {text}"), edge])
    pause = np.zeros(round(float(pause_s) * RATE_HZ), np.int16)
    return np.concatenate([edge, _say(tts, "Hey Zenus!"), pause, _say(tts, text), edge])


def _say(tts: KokoroTts, text: str) -> np.ndarray:
    """Return what is said without the silence at both ends, so that a pause is as long as it is meant to be."""
    pcm = np.frombuffer(b"".join(tts.synthesise(text)), np.int16)
    voiced = np.flatnonzero(np.abs(pcm.astype(int)) > VOICED_SHARE * np.abs(pcm.astype(int)).max())
    sound = soxr.resample(pcm[voiced[0] : voiced[-1] + 1], tts.sample_rate_hz, RATE_HZ)
    return np.asarray(sound, np.int16)


if __name__ == "__main__":
    main()
