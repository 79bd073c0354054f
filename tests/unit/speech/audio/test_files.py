import logging
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.kernel.errors import AudioFileError
from speech.audio.files import WavWriter, read_pcm, sound_info, stream_pcm, write_wav


def sine(rate_hz: int, seconds: float = 1.0, hz: float = 440.0, peak: float = 0.5) -> np.ndarray:
    return peak * np.sin(2 * np.pi * hz * np.arange(int(rate_hz * seconds)) / rate_hz)


def frequency_hz(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, np.int16).astype(float)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * 16_000 / len(samples)


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "FLOAT"])
def test_every_wav_form_becomes_16_khz_mono(tmp_path: Path, rate_hz: int, channels: int, subtype: str) -> None:
    path = tmp_path / "x.wav"
    soundfile.write(path, np.column_stack([sine(rate_hz)] * channels), rate_hz, subtype=subtype)

    pcm = read_pcm(path)

    assert len(pcm) / 2 == pytest.approx(16_000, abs=2)
    assert frequency_hz(pcm) == pytest.approx(440, abs=1.1)
    assert np.abs(np.frombuffer(pcm, np.int16)).max() == pytest.approx(16_384, rel=0.03)


@pytest.mark.parametrize("ending", ["flac", "ogg", "aiff"])
def test_other_containers_are_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"x.{ending}"
    soundfile.write(path, sine(48_000), 48_000)

    assert frequency_hz(read_pcm(path)) == pytest.approx(440, abs=1.1)


def test_native_form_is_passed_on_bit_by_bit(tmp_path: Path) -> None:
    pcm = np.random.default_rng(1).integers(-32_768, 32_767, 20_001, dtype=np.int16).tobytes()
    write_wav(tmp_path / "x.wav", pcm)

    assert read_pcm(tmp_path / "x.wav") == pcm


def test_stereo_is_averaged(tmp_path: Path) -> None:
    left, right = np.full(16_000, 0.5), np.zeros(16_000)
    soundfile.write(tmp_path / "x.wav", np.column_stack([left, right]), 16_000)

    assert np.frombuffer(read_pcm(tmp_path / "x.wav"), np.int16)[8_000] == pytest.approx(8_192, abs=2)


def test_floats_out_of_range_are_clipped_and_not_wrapped(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "x.wav", np.array([2.0, -2.0, np.nan, 0.0] * 100), 16_000, subtype="FLOAT")

    samples = np.frombuffer(read_pcm(tmp_path / "x.wav"), np.int16)

    assert list(samples[:4]) == [32_767, -32_768, 0, 0]


@settings(max_examples=20, deadline=None)
@given(block_bytes=st.integers(1, 5_000).map(lambda n: 2 * n))
def test_block_size_does_not_change_the_sound(tmp_path_factory: pytest.TempPathFactory, block_bytes: int) -> None:
    path = tmp_path_factory.mktemp("blocks") / "x.wav"
    soundfile.write(path, sine(22_050, 0.3), 22_050)

    blocks = list(stream_pcm(path, block_bytes))

    assert b"".join(blocks) == read_pcm(path)
    assert all(len(block) == block_bytes for block in blocks[:-1])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-sound-file"),
        (b"hello, this is a text and no sound at all, whatever it is called", "not-a-sound-file"),
        (b"<html>", "not-a-sound-file"),
        (b"RI", "truncated-sound-file"),
        (b"RIFF\x24\x7d\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00", "truncated-sound-file"),
        (b"fLaC\x00\x00", "truncated-sound-file"),
    ],
)
def test_bad_content_has_its_code(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(content)

    with pytest.raises(AudioFileError) as raised:
        read_pcm(path)

    assert raised.value.code == code
    assert raised.value.hint


def test_header_without_any_sound_is_empty_or_cut_by_what_it_promises(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.wav", tmp_path / "cut.wav"
    write_wav(whole, b"")
    write_wav(cut, bytes(3_200))
    cut.write_bytes(cut.read_bytes()[:44])

    codes = []
    for path in (whole, cut):
        with pytest.raises(AudioFileError) as raised:
            read_pcm(path)
        codes.append(raised.value.code)

    assert codes == ["empty-sound-file", "truncated-sound-file"]


def test_file_cut_inside_its_sound_is_used_with_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "x.wav"
    write_wav(path, b"\x01\x00" * 16_000)
    path.write_bytes(path.read_bytes()[:-16_000])

    with caplog.at_level(logging.WARNING):
        pcm = read_pcm(path)

    assert len(pcm) == 16_000
    assert sound_info(path).is_truncated
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_length_that_a_pipe_left_open_is_no_truncation(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "x.wav"
    write_wav(path, b"\x01\x00" * 16_000)
    content = bytearray(path.read_bytes())
    content[4:8] = content[40:44] = struct.pack("<I", 0xFFFF_FFFF)
    path.write_bytes(content)

    assert len(read_pcm(path)) == 32_000
    assert not caplog.records


def test_absurd_rate_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    write_wav(path, bytes(320), 3)

    with pytest.raises(AudioFileError) as raised:
        read_pcm(path)

    assert raised.value.code == "not-a-sound-file"


def test_missing_file_and_folder_have_their_codes(tmp_path: Path) -> None:
    codes = []
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(AudioFileError) as raised:
            stream_pcm(path, 640)
        codes.append(raised.value.code)

    assert codes == ["file-missing", "file-unreadable"]


def test_info_tells_what_is_there(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "x.wav", np.zeros((24_000, 2)), 48_000)

    info = sound_info(tmp_path / "x.wav")

    assert (info.sample_rate_hz, info.channels, info.duration_s, info.is_truncated) == (48_000, 2, 0.5, False)


def test_writer_leaves_a_valid_file_after_every_write(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    with WavWriter(path, 22_050) as writer:
        for count in (1, 2, 3):
            writer.write(b"\x05\x00" * 100)
            samples, rate_hz = soundfile.read(path, dtype="int16")
            assert (len(samples), rate_hz) == (100 * count, 22_050)


def test_output_into_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError) as raised:
        WavWriter(tmp_path / "none" / "x.wav")

    assert raised.value.code == "folder-missing"


def test_output_over_a_folder_is_unwritable(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError) as raised:
        WavWriter(tmp_path)

    assert raised.value.code == "file-unwritable"


def test_full_disk_says_so() -> None:
    with pytest.raises(AudioFileError) as raised:
        WavWriter(Path("/dev/full"))

    assert raised.value.code == "disk-full"
