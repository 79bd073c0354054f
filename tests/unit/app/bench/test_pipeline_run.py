"""The measured run itself, with scripted engines in the place of the models."""

from pathlib import Path

import pytest

from assistant.app.bench import pipeline
from assistant.app.engines import Hearing
from assistant.kernel.audio import FRAME_BYTES, SAMPLE_RATE_HZ
from assistant.kernel.testing.audio import FakeTts, FakeVad, ScriptedStt, ScriptedWake
from speech.audio.files import write_wav

TIME = b"TIME"
SPOKEN_S, LEAD_S = 0.8, 0.3


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    """Return a file in which the wake phrase and a request are marked for the scripted engines."""
    frames = [bytearray(b"\1\x20" * (FRAME_BYTES // 2)) for _ in range(round(SPOKEN_S / 0.02))]
    frames[10][: len(ScriptedWake.MARKER)] = ScriptedWake.MARKER
    frames[30][: len(TIME)] = TIME
    path = tmp_path / "time.wav"
    write_wav(path, bytes(round(LEAD_S * SAMPLE_RATE_HZ) * 2) + b"".join(frames), SAMPLE_RATE_HZ)
    return path


@pytest.mark.slow
@pytest.mark.anyio
async def test_a_request_is_timed_from_the_end_of_speech(
    request_file: Path, zenus_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def load_engines(_settings: object, *, has_ears: bool) -> tuple[FakeTts, Hearing]:
        stt = ScriptedStt({TIME: "Hey Zenus, what time is it?", ScriptedWake.MARKER: "Hey Zenus."})
        return FakeTts(), Hearing(stt, ScriptedWake(), FakeVad())

    monkeypatch.setattr(pipeline, "load_engines", load_engines)
    monkeypatch.setattr(pipeline, "SETTLE_S", 0.1)
    monkeypatch.setattr(pipeline, "IDLE_S", 0.2)
    measured = await pipeline._measure([request_file])
    (request,) = measured["requests"]
    assert request["file"] == "time.wav" and "The time is" in request["answer"]
    assert request["duration_s"] == pytest.approx(LEAD_S + SPOKEN_S, abs=0.01)
    # The words arrive while the silence is being judged, and never before the speech is over.
    times = [request[f"{stage}_ms"] for stage in ("transcript", "plan", "action_finished", "reply", "first_audio")]
    assert times == sorted(times) and 0 < times[0] < times[-1] < 10_000
    assert 0 <= measured["idle_cpu_share"] < 2 and measured["rss_mb"] > 10 and measured["ready_s"] >= 0
