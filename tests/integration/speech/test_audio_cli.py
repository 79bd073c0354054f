"""`zenus devices` as a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.desktop import PrivateDesktop

pytestmark = [pytest.mark.desktop, pytest.mark.slow]
ZENUS = Path(sys.executable).with_name("zenus")


def zenus(env: dict[str, str], *args: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([ZENUS, *args], env=env, capture_output=True, text=True, timeout=20)


def test_devices_are_listed_without_monitors_and_without_chatter() -> None:
    with PrivateDesktop() as desktop:
        done = zenus(desktop.env(), "devices", "--json")

    assert (done.returncode, done.stderr) == (0, "")
    assert [(it["kind"], it["id"], it["default"]) for it in json.loads(done.stdout)] == [
        ("microphone", "zmic", True),
        ("speaker", "zspk", True),
        ("speaker", "zmicin", False),
    ]


def test_devices_are_listed_for_people() -> None:
    with PrivateDesktop() as desktop:
        done = zenus(desktop.env(), "devices")

    assert done.stdout.splitlines()[0] == "* microphone  Test Microphone zmic  (48000 Hz, zmic)"


def test_a_machine_without_sound_is_told_in_one_sentence() -> None:
    with PrivateDesktop() as desktop:
        desktop.kill_audio()
        done = zenus(desktop.env(), "devices", "--json")

    assert done.returncode == 1
    assert json.loads(done.stderr)["code"] == "no-audio-server"
