"""What the engines say about voices that are missing or damaged; no real model is needed for that."""

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.kernel.errors import ModelError, UsageError
from speech.tts.kokoro import KokoroTts
from speech.tts.piper import PiperTts

CONFIG = {"audio": {"sample_rate": 22_050}, "espeak": {"voice": "en-us"}, "phoneme_id_map": {"_": [0]}}


def code_of(tts: KokoroTts | PiperTts) -> str:
    with pytest.raises(ModelError) as caught:
        tts.warm_up()
    assert "zenus models fetch" in caught.value.hint
    return caught.value.code


def test_no_piper_voice(tmp_path: Path) -> None:
    assert code_of(PiperTts(tmp_path / "nowhere")) == "model-missing"


def test_piper_voice_without_its_description(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").write_bytes(b"")
    assert code_of(PiperTts(tmp_path)) == "model-missing"


@pytest.mark.parametrize("description", ["<html>", "{}", "[1]", "\xff", json.dumps(CONFIG | {"audio": {}})])
def test_piper_voice_with_a_damaged_description(tmp_path: Path, description: str) -> None:
    (tmp_path / "a.onnx").write_bytes(b"")
    (tmp_path / "a.onnx.json").write_bytes(description.encode("latin-1"))
    with pytest.raises(ModelError) as caught:
        _ = PiperTts(tmp_path).sample_rate_hz
    assert caught.value.code == "model-damaged"


@pytest.mark.parametrize("network", [b"", b"<html></html>", b"\x00" * 100, b"\x3a\x02\x0a\x00"])
def test_piper_voice_with_a_damaged_network(tmp_path: Path, network: bytes) -> None:
    (tmp_path / "a.onnx").write_bytes(network)
    (tmp_path / "a.onnx.json").write_text(json.dumps(CONFIG))
    assert code_of(PiperTts(tmp_path)) == "model-damaged"


def test_a_file_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").mkdir()
    (tmp_path / "a.onnx.json").write_text(json.dumps(CONFIG))
    assert code_of(PiperTts(tmp_path)) == "model-damaged"


@pytest.fixture
def kokoro_dir(tmp_path: Path) -> Path:
    (tmp_path / "vocab.json").write_text(json.dumps({"vocab": {"ɹ": 1, "ɛ": 2, "d": 3, "i": 4, ".": 5}}))
    np.savez(tmp_path / "voices_ja.npz", jf_alpha=np.zeros((510, 1, 256), np.float32), short=np.zeros(3, np.float32))
    (tmp_path / "kokoro-v1.0.int8.onnx").write_bytes(b"<html>")
    return tmp_path


def test_no_kokoro(tmp_path: Path) -> None:
    assert code_of(KokoroTts(tmp_path)) == "model-missing"


def test_kokoro_with_a_damaged_network(kokoro_dir: Path) -> None:
    assert code_of(KokoroTts(kokoro_dir)) == "model-damaged"


def test_kokoro_without_its_network(kokoro_dir: Path) -> None:
    (kokoro_dir / "kokoro-v1.0.int8.onnx").unlink()
    assert code_of(KokoroTts(kokoro_dir)) == "model-missing"


@pytest.mark.parametrize("vocabulary", ["{}", "[]", "<html>", '{"vocab": {"a": "x"}}'])
def test_kokoro_with_a_damaged_vocabulary(kokoro_dir: Path, vocabulary: str) -> None:
    (kokoro_dir / "vocab.json").write_text(vocabulary)
    assert code_of(KokoroTts(kokoro_dir)) == "model-damaged"


@pytest.mark.parametrize("voices", [b"", b"<html>", b"PK\x03\x04"])
def test_kokoro_with_damaged_voices(kokoro_dir: Path, voices: bytes) -> None:
    (kokoro_dir / "voices_ja.npz").write_bytes(voices)
    assert code_of(KokoroTts(kokoro_dir)) == "model-damaged"


def test_a_voice_of_the_wrong_size(kokoro_dir: Path) -> None:
    assert code_of(KokoroTts(kokoro_dir, "short")) == "model-damaged"
    (kokoro_dir / "cut.bin").write_bytes(bytes(7))
    assert code_of(KokoroTts(kokoro_dir, "cut", voices_dir=kokoro_dir)) == "model-damaged"


def test_an_unknown_voice_names_those_there_are(kokoro_dir: Path) -> None:
    with pytest.raises(UsageError) as caught:
        KokoroTts(kokoro_dir, "nobody").warm_up()
    assert caught.value.code == "unknown-voice"
    assert "jf_alpha" in caught.value.hint


def test_the_rate_is_known_before_anything_is_loaded(tmp_path: Path) -> None:
    assert KokoroTts(tmp_path).sample_rate_hz == 24_000
