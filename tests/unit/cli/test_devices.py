import json

import pytest
import typer

from assistant.cli.devices import devices
from assistant.kernel.errors import AudioError
from speech.audio.devices import DeviceInfo

FOUND = [
    DeviceInfo("Webcam", "microphone", True, 44_100, "usb-1"),
    DeviceInfo("Headset", "speaker", False, 48_000, "usb-2"),
]


def test_devices_are_printed_as_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("speech.audio.devices.list_devices", lambda host: FOUND)
    devices(as_json=True)

    assert json.loads(capsys.readouterr().out) == [
        {"name": "Webcam", "kind": "microphone", "default": True, "rate": 44_100, "id": "usb-1"},
        {"name": "Headset", "kind": "speaker", "default": False, "rate": 48_000, "id": "usb-2"},
    ]


def test_devices_are_printed_for_people(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("speech.audio.devices.list_devices", lambda host: FOUND)
    devices()

    assert capsys.readouterr().out.splitlines() == [
        "* microphone  Webcam  (44100 Hz, usb-1)",
        "  speaker     Headset  (48000 Hz, usb-2)",
    ]


def test_no_sound_system_is_an_error_with_a_hint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(host: object) -> list[DeviceInfo]:
        raise AudioError("No sound system.", code="no-audio-server", hint="Start one.")

    monkeypatch.setattr("speech.audio.devices.list_devices", none)
    with pytest.raises(typer.Exit) as raised:
        devices(as_json=True)

    assert raised.value.exit_code == 1
    assert json.loads(capsys.readouterr().err)["code"] == "no-audio-server"
