"""What the settings window shows in its pictures: the real form of the settings, and a history of paper."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from assistant.config.form import form
from assistant.config.settings import GuiSettings, Settings
from assistant.kernel.types import Facts, JsonValue

PAGES = ("voice", "understanding", "appearance", "safety", "history", "privacy")
_SETTINGS = Settings.model_validate(
    {
        "speech": {"speed": 1.15, "patience_s": 2.0},
        "safety": {
            "ask": ["sound.write"],
            "deny": ["apps.kill", "files.destroy"],
            "paths": [{"path": "~/Private", "deny": ["all"]}, {"path": "~/Scratch", "allow": ["all"]}],
        },
    }
)
_OFFERS: Mapping[str, JsonValue] = {
    "audio.microphone": ["", "Headset", "Built-in microphone"],
    "audio.speaker": ["", "Headset", "Built-in speaker"],
    "speech.voice": ["en_US-joe-medium"],
    "wake.phrase": ["hey zenus"],
    "recogniser.model": ["whisper-base", "whisper-tiny-en"],
    "assistant.language": ["en", "de"],
}
_SAID = (
    (2, "move the holiday pictures to the archive", "I moved 42 pictures to Archive.", "done"),
    (9, "what time is it", "The time is 5:57 PM.", "done"),
    (25, "delete everything in downloads", "All right, I leave it.", "declined"),
    (31, "set a timer for ten minutes", "The timer is set for ten minutes.", "done"),
    (48, "fetch me a unicorn", "I did not understand that.", "not-understood"),
    (63, "open the browser", "I opened Firefox.", "done"),
    (70, "turn it down", "The volume is at 35 percent.", "done"),
    (84, "take a screenshot", "I took a screenshot.", "done"),
)
_FIRST = len(_SAID)


def answers(now: datetime, theme: str) -> dict[str, JsonValue]:
    """Return what the core of paper answers to the window in one theme; `now` has a zone."""
    settings = _SETTINGS.model_copy(update={"gui": GuiSettings.model_validate({"theme": theme})})
    return {
        "settings": {"file": "", "sections": [*form(settings, {})], "offers": dict(_OFFERS)},
        "history": [_turn(place, now) for place in range(len(_SAID))],
        "turn": _full(now),
        "stored": _stored(now),
        "meter": "Headset",
    }


def _turn(place: int, now: datetime) -> Facts:
    minutes, text, reply, outcome = _SAID[place]
    return {
        "turn": _FIRST - place,
        "at_utc": (now - timedelta(minutes=minutes)).isoformat(),
        "text": text,
        "reply": reply,
        "outcome": outcome,
    }


def _full(now: datetime) -> Facts:
    return {
        **_turn(0, now),
        "reply": {"text": _SAID[0][2]},
        "told": "I heard “move the holiday pictures to the archive”. I asked because it concerned many files.",
        "why": {
            "modality": "voice",
            "confidence_percent": 94,
            "source": "grammar",
            "rule": "(move|put) {what} (to|into) {folder}",
            "actions": ["files.move"],
            "verdict": "ask",
            "concerns": ["many"],
            "question": "Shall I move 42 pictures to Archive?",
            "answer": "yes (voice)",
            "outcome": "done",
        },
        "deeds": [{"deed": 12, "name": "move 42 pictures to Archive", "state": "done", "can_undo": True}],
        "timings_ms": {
            "endpoint": 310.0, "understand": 12.4, "act": 184.0, "reply_ready": 212.0, "first_audio": 388.0,
            "response": 702.0, "total": 2240.0,
        },
    }  # fmt: skip


def _stored(now: datetime) -> list[JsonValue]:
    kept: tuple[tuple[str, float, int, int, str | None], ...] = (
        ("turns", 812e3, 312, 41, "history"),
        ("journal", 240e3, 901, 41, "history"),
        ("undo", 18e3, 7, 12, "undo"),
        ("originals", 41e6, 4, 12, "undo"),
        ("sounds", 24e3, 2, 5, "recordings"),
        ("log", 1.2e6, 3, 9, "log"),
        ("settings", 812, 1, 30, None),
        ("models", 483e6, 31, 41, None),
    )
    return [
        {
            "name": name,
            "path": "",
            "size_bytes": size_bytes,
            "count": count,
            "oldest": (now - timedelta(days=days)).isoformat(),
            "scope": scope,
            "is_private": scope is not None,
        }
        for name, size_bytes, count, days, scope in kept
    ]
