"""How the recogniser's figures are made: clips, words, ratios."""

import json
from pathlib import Path

import pytest

from assistant.app.bench.recogniser import Clip, Hearing, load_clips, normalised, report, run, word_error_rate
from assistant.kernel.errors import UsageError
from speech.audio.files import write_wav


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Set a timer for 5 minutes.", "set a timer for five minutes"),
        ("It's 1,250 metres!", "its one thousand two hundred and fifty metres"),
        ("St. James’s, 50%", "saint jamess fifty per cent"),
        ("twenty-one", "twenty one"),
    ],
)
def test_texts_are_compared_by_their_words(text: str, words: str) -> None:
    assert normalised(text) == words.split()
    assert word_error_rate([(words, text)]) == 0


def test_the_word_error_rate_counts_changed_missing_and_added_words() -> None:
    assert word_error_rate([("open the door", "open a door"), ("stop", ""), ("", "no")]) == 3 / 4


def test_ours_is_compared_with_the_others_on_commands_alone() -> None:
    command, sentence = Clip(b"", "stop", is_command=True), Clip(b"", "it rains", is_command=False)
    heard = {
        "ours": [Hearing(command, "stop", 200), Hearing(sentence, "it rains", 900)],
        "stock": [Hearing(command, "top", 800), Hearing(sentence, "it rains", 2000)],
    }
    assert report(heard) == {
        "clips": 2,
        "commands": 1,
        "ours": {"p50_ms": 200, "p95_ms": 200, "word_error_rate": 0},
        "stock": {"p50_ms": 800, "p95_ms": 800, "word_error_rate": pytest.approx(1 / 3, abs=1e-4)},
        "ratio_to": {"stock": 0.25},
    }


def row(name: str, dur: float, lang: str = "en", **more: str) -> str:
    return json.dumps({"file": name, "dur": dur, "lang": lang, **more})


@pytest.mark.parametrize(("is_full", "texts"), [(False, ["stop"]), (True, ["stop", "a long sentence"])])
def test_only_english_clips_with_a_text_are_used(tmp_path: Path, is_full: bool, texts: list[str]) -> None:
    write_wav(tmp_path / "a.wav", bytes(320))
    rows = [
        row("a.wav", 2.0, text="stop"), row("a.wav", 9.0, text="a long sentence"), row("a.wav", 2.0, "fr", text="non"),
        row("a.wav", 2.0, intent="order"), row("a.wav", 2.0, text="oov_1"),
    ]  # fmt: skip
    (tmp_path / "asr.jsonl").write_text("\n".join(rows))
    assert [clip.text for clip in load_clips(tmp_path, is_full=is_full)] == texts


def test_a_folder_without_recordings_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        run(tmp_path, tmp_path)
    assert caught.value.code == "bench-data-missing"
