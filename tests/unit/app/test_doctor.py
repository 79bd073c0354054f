"""What `zenus doctor` finds, with devices and models as the test has them."""

import socket
from collections import namedtuple
from pathlib import Path

import pytest

from assistant.app import doctor
from assistant.app.doctor import Finding, findings
from assistant.app.link.protocol import encode
from assistant.config.paths import config_file, database_file, ensure_private, models_dir, socket_file
from assistant.kernel.errors import AudioError
from speech.audio import devices, host
from tests.unit.app.link.answering import answering

Device = namedtuple("Device", "name")


@pytest.fixture(autouse=True)
def _machine(zenus_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENUS_MODELS", str(zenus_home / "models"))
    monkeypatch.setattr(host, "PortAudioHost", lambda: "host")
    monkeypatch.setattr(devices, "locate", lambda _host, kind, name: Device(name or f"default {kind}"))
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)


def found(name: str) -> Finding:
    matching = [finding for finding in findings() if finding.name == name]
    assert len(matching) == 1, name
    return matching[0]


def settings(text: str) -> None:
    ensure_private(config_file().parent)
    config_file().write_text(text)


def test_every_finding_that_is_not_well_says_what_to_do() -> None:
    for finding in findings():
        assert finding.detail.endswith((".", ";")) and bool(finding.fix) is not finding.is_well, finding


def test_this_python_is_well() -> None:
    assert found("python").is_well and found("python").is_needed


def test_settings_in_order_and_defaults_are_well() -> None:
    assert "defaults" in found("settings").detail
    settings("[speech]\nspeed = 1.5\n")
    assert found("settings").is_well and "in order" in found("settings").detail


def test_settings_that_mean_nothing_are_a_problem() -> None:
    settings("[speech]\nspeed = 'fast'\n")
    assert not found("settings").is_well and found("settings").is_needed


def test_a_damaged_store_is_a_problem() -> None:
    assert found("store").is_well
    database_file().write_bytes(b"no database " * 1000)
    assert not found("store").is_well and found("store").fix


@pytest.mark.parametrize(("free_bytes", "is_well"), [(10**12, True), (10**6, False)])
def test_the_disk_must_have_room_for_models(monkeypatch, free_bytes: int, is_well: bool) -> None:
    looked_at = []

    def usage(folder: Path) -> object:
        looked_at.append(folder)
        return namedtuple("Usage", "free")(free_bytes)

    monkeypatch.setattr(doctor.shutil, "disk_usage", usage)
    assert found("disk").is_well is is_well
    assert looked_at[0] in models_dir().parents, "a folder that is there already"


def test_models_that_are_needed_and_missing_are_named_with_what_to_do() -> None:
    missing = [finding for finding in findings() if finding.name.startswith("model ")]
    assert "model whisper-base" in [finding.name for finding in missing]
    assert all(not finding.is_well and finding.is_needed and "zenus models fetch" in finding.fix for finding in missing)


@pytest.mark.parametrize("kind", ["microphone", "speaker"])
def test_the_device_that_is_used_is_named(kind: str) -> None:
    assert found(kind).detail == f"default {kind} is used."
    settings(f'[audio]\n{kind} = "USB"\n')
    assert found(kind).detail == "USB is used."


@pytest.mark.parametrize("kind", ["microphone", "speaker"])
def test_a_missing_device_is_no_reason_to_give_up(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    def missing(_host: object, kind: str, _name: str) -> Device:
        raise AudioError(f"There is no {kind}.", code=f"no-{kind}", hint="Connect one.")

    monkeypatch.setattr(devices, "locate", missing)
    assert found(kind) == Finding(kind, False, False, f"There is no {kind}.", "Connect one.")


@pytest.mark.parametrize(("variable", "is_well"), [("DISPLAY", True), ("WAYLAND_DISPLAY", True), ("OTHER", False)])
def test_a_display_is_good_to_have(monkeypatch: pytest.MonkeyPatch, variable: str, is_well: bool) -> None:
    monkeypatch.setenv(variable, ":7")
    assert found("display").is_well is is_well and not found("display").is_needed


@pytest.mark.parametrize("path", ["/usr/bin/tesseract", None])
def test_a_program_is_looked_for(monkeypatch: pytest.MonkeyPatch, path: str | None) -> None:
    monkeypatch.setattr(doctor.shutil, "which", lambda _name: path)
    assert found("tesseract").is_well is bool(path)
    assert path or "tesseract-ocr" in found("tesseract").fix


def test_whether_it_runs_and_what_it_hears_is_told() -> None:
    assert found("instance").detail == "Zenus is not running."
    status = {"state": "idle", "microphone": "Desk microphone", "lost_frames": 3}

    def answer(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(encode({"id": 1, "result": status}))

    ensure_private(socket_file().parent)
    with answering(socket_file(), answer):
        assert found("instance").detail == "Zenus is running: idle, listening to Desk microphone, 3 frames lost."
