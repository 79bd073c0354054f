"""Bad input of every kind: a clear sentence, exit status 1 or 2, and never a traceback. What is valid is handled."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from models.catalogue import zenus_catalogue
from tests.conftest import MODELS
from tests.e2e.running import ZENUS, private_env, read_events, zenus
from tests.e2e.spoken import RATE_HZ, in_room, request, write

pytestmark = [pytest.mark.models, pytest.mark.slow]

HOUR_S = 3600
HOUR_LIMIT_S = 420.0
REQUEST = in_room([0.7, request("af_heart-time").samples, 1.5])


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return private_env(tmp_path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sounds")


def assert_refused(done: "subprocess.CompletedProcess[str]", says: str, *, status: int = 1) -> None:
    """One sentence on stderr that says what is wrong, the exit status, and nothing else."""
    assert done.returncode == status, done.stdout + done.stderr
    assert done.stderr.startswith("zenus: ") and done.stderr.count("\n") == 1, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stdout


# ---------------------------------------------------------------------------------------------------------- sound files


@pytest.fixture(scope="module")
def silent_hour(folder: Path) -> Path:
    return write(folder / "hour.wav", np.zeros(HOUR_S * RATE_HZ, np.int16))


@pytest.fixture(scope="module", autouse=True)
def silent_run(silent_hour: Path, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """`zenus run` on an hour of silence, in the background while the other tests run; the last test waits for it."""
    home = folder / "silent-home"
    home.mkdir()
    process = subprocess.Popen(
        [ZENUS, "run", "--fast", "--no-gui", "--input", silent_hour, "--events", folder / "silent.jsonl"],
        env=private_env(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def unusable_files(folder: Path) -> dict[str, tuple[Path, str]]:
    """Return files that hold no sound, and what is said about them."""
    whole = write(folder / "whole.wav", REQUEST).read_bytes()
    contents = {
        "text.wav": (b"This is not a sound file.\n" * 100, "is not a sound file"),
        "random.wav": (np.random.default_rng(1).bytes(5_000), "is not a sound file"),
        "page.wav": (b"<!DOCTYPE html><html></html>" * 50, "is not a sound file"),
        "empty.wav": (b"", "holds no sound"),
        "cut.wav": (whole[:20], "is cut off"),
        "header.wav": (whole[:44], "is cut off"),
    }
    files = {}
    for name, (content, says) in contents.items():
        (folder / name).write_bytes(content)
        files[name] = (folder / name, says)
    files["missing.wav"] = (folder / "missing.wav", "There is no file")
    files["folder"] = (folder, "is a folder")
    return files


UNUSABLE = ["text.wav", "random.wav", "page.wav", "empty.wav", "cut.wav", "header.wav", "missing.wav", "folder"]


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_file_without_sound_is_refused_by_run_and_wake(env: dict[str, str], tmp_path: Path, name: str) -> None:
    path, says = unusable_files(tmp_path)[name]
    for command in (("run", "--no-gui", "--input"), ("wake",)):
        done = zenus(env, *command, path)
        assert_refused(done, says)
        assert str(path) in done.stderr


def test_files_without_sound_do_not_keep_the_others_from_being_transcribed(env: dict[str, str], tmp_path: Path) -> None:
    files = unusable_files(tmp_path)
    good = write(tmp_path / "good.wav", REQUEST)
    done = zenus(env, "transcribe", "--json", *(path for path, _ in files.values()), good)
    assert done.returncode == 1
    errors = [json.loads(line) for line in done.stderr.splitlines()]
    assert [says in error["message"] for error, (_, says) in zip(errors, files.values(), strict=True)] == [True] * len(
        files
    )
    assert "what time is it" in json.loads(done.stdout)["text"].lower()


def valid_files(folder: Path) -> list[Path]:
    """Return the same request in every form in which sound comes."""
    wave = REQUEST.astype(float) / 32_768
    fine = np.interp(np.arange(len(wave) * 6) / 6, np.arange(len(wave)), wave)
    files = [
        write(folder / "8-bit.wav", REQUEST, subtype="PCM_U8"),
        write(folder / "24-bit.wav", REQUEST, subtype="PCM_24"),
        write(folder / "float.wav", wave, subtype="FLOAT"),
        write(folder / "stereo.wav", np.stack([REQUEST, REQUEST // 2], axis=1)),
        write(folder / "8-kHz.wav", REQUEST[::2], 8_000),
        write(folder / "96-kHz.wav", fine, 96_000, subtype="PCM_16"),
        write(folder / "clipped.wav", (wave * 8).clip(-1, 1), subtype="PCM_16"),
        write(folder / "flac.flac", REQUEST),
        folder / "truncated.wav",
    ]
    whole = write(folder / "whole.wav", REQUEST).read_bytes()
    files[-1].write_bytes(whole[: -2 * RATE_HZ])
    return files


def test_valid_sound_of_every_form_is_transcribed_and_searched(env: dict[str, str], tmp_path: Path) -> None:
    files = valid_files(tmp_path)
    written = zenus(env, "transcribe", "--json", *files)
    assert (written.returncode, written.stderr) == (0, "")
    texts = {line["file"]: line["text"].lower() for line in map(json.loads, written.stdout.splitlines())}
    assert [name for name, text in texts.items() if "what time is it" not in text] == []
    found = zenus(env, "wake", "--json", *files)
    assert (found.returncode, found.stderr) == (0, "")
    times = {
        line["file"]: [hit["t_s"] for hit in line["detections"]] for line in map(json.loads, found.stdout.splitlines())
    }
    assert [name for name, hits in times.items() if len(hits) != 1] == []


@pytest.mark.parametrize("name", ["stereo.wav", "96-kHz.wav", "truncated.wav"])
def test_valid_sound_of_every_form_is_answered(env: dict[str, str], tmp_path: Path, name: str) -> None:
    path = next(path for path in valid_files(tmp_path) if path.name == name)
    done = zenus(env, "run", "--fast", "--no-gui", "--input", path, "--events", tmp_path / "events.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert [event["type"] for event in read_events(tmp_path / "events.jsonl")].count("reply") == 1


def test_an_hour_of_silence_holds_nothing(env: dict[str, str], silent_hour: Path) -> None:
    written = zenus(env, "transcribe", "--json", silent_hour, timeout=HOUR_LIMIT_S)
    record = json.loads(written.stdout)
    assert (written.returncode, record["text"], round(record["duration_s"])) == (0, "", HOUR_S)
    found = zenus(env, "wake", "--json", silent_hour, timeout=HOUR_LIMIT_S)
    assert (found.returncode, json.loads(found.stdout)["detections"]) == (0, [])


@pytest.mark.parametrize("kind", ["white", "brown", "hum", "full-scale"])
def test_noise_holds_nothing(env: dict[str, str], tmp_path: Path, kind: str) -> None:
    random = np.random.default_rng(11)
    white = random.normal(0, 3_000, 20 * RATE_HZ)
    brown = np.cumsum(white - white.mean())
    noise = {
        "white": white,
        "brown": brown / np.abs(brown).max() * 20_000,
        "hum": 12_000 * np.sign(np.sin(2 * np.pi * 50 * np.arange(20 * RATE_HZ) / RATE_HZ)),
        "full-scale": random.choice([-32_768, 32_767], 20 * RATE_HZ),
    }[kind]
    path = write(tmp_path / "noise.wav", noise.clip(-32_768, 32_767).astype(np.int16))
    assert zenus(env, "transcribe", path).stdout == f"{path}: (no speech)\n"
    events = tmp_path / "events.jsonl"
    done = zenus(env, "run", "--fast", "--no-gui", "--input", path, "--events", events)
    assert (done.returncode, done.stderr) == (0, "")
    assert {event["type"] for event in read_events(events)} == {"state"} or not read_events(events)


# --------------------------------------------------------------------------------------------------------------- models


def commands_with(sound: Path) -> dict[str, tuple[str | Path, ...]]:
    """Return the commands that need a model."""
    return {
        "run": ("run", "--no-gui", "--input", sound),
        "typed": ("run", "--no-gui", "--typed"),
        "transcribe": ("transcribe", sound),
        "wake": ("wake", sound),
        "say": ("say", "Good morning.", "--output", sound.with_name("said.wav")),
    }


@pytest.mark.parametrize("command", ["run", "typed", "transcribe", "wake", "say"])
def test_without_models_the_command_says_how_to_get_them(env: dict[str, str], tmp_path: Path, command: str) -> None:
    sound = write(tmp_path / "request.wav", REQUEST)
    done = zenus({**env, "ZENUS_MODELS": str(tmp_path / "no-models")}, *commands_with(sound)[command])
    assert_refused(done, "is missing. Run `zenus models fetch`")


def test_without_models_typed_questions_are_answered(env: dict[str, str], tmp_path: Path) -> None:
    done = zenus({**env, "ZENUS_MODELS": str(tmp_path / "no-models")}, "ask", "what time is it")
    assert (done.returncode, done.stderr) == (0, "")


def with_damaged(folder: Path, model: str, *, is_whole_size: bool) -> Path:
    """Return a folder with all models, of which one has a main file of zeros, whole or cut short."""
    root = folder / "models"
    root.mkdir()
    for path in MODELS.iterdir():
        if path.name != model and path.is_dir():
            (root / path.name).symlink_to(path)
    shutil.copytree(MODELS / model, root / model, symlinks=False, copy_function=os.link)
    largest = max(zenus_catalogue().find(model).files, key=lambda file: file.size_bytes)
    damaged = root / model / largest.name
    damaged.unlink()
    with damaged.open("wb") as file:
        file.truncate(largest.size_bytes if is_whole_size else largest.size_bytes // 2)
    return root


@pytest.mark.parametrize("is_whole_size", [True, False], ids=["garbage", "cut short"])
@pytest.mark.parametrize(
    ("model", "command"),
    [
        ("whisper-base", "transcribe"),
        ("whisper-base", "run"),
        ("piper-en-us-joe", "say"),
        ("piper-en-us-joe", "typed"),
        ("wake-features", "wake"),
        ("wake-features", "run"),
    ],
)
def test_a_damaged_model_is_named(
    env: dict[str, str], tmp_path: Path, model: str, command: str, is_whole_size: bool
) -> None:
    sound = write(tmp_path / "request.wav", REQUEST)
    root = with_damaged(tmp_path, model, is_whole_size=is_whole_size)
    done = zenus({**env, "ZENUS_MODELS": str(root)}, *commands_with(sound)[command])
    assert_refused(done, "zenus models fetch")
    assert "damaged" in done.stderr or "cannot be read" in done.stderr


# ------------------------------------------------------------------------------------------------------------- settings


BAD_SETTINGS = {
    "not TOML": (b"[safety\n", "cannot be read"),
    "not text": (b"\xff\xfe\x00\x01", "cannot be read"),
    "unknown key": (b"[speech]\nvolume = 3\n", "unknown key 'speech.volume'"),
    "unknown section": (b"[sppech]\nspeed = 1.0\n", "unknown key 'sppech'"),
    "bad value": (b"[speech]\nspeed = 99\n", "'speech.speed' to 99"),
    "wrong type": (b'[safety]\ndeny = "everything"\n', "'safety.deny'"),
}


@pytest.mark.parametrize("case", BAD_SETTINGS)
def test_bad_settings_are_named(env: dict[str, str], tmp_path: Path, case: str) -> None:
    content, says = BAD_SETTINGS[case]
    config = Path(env["XDG_CONFIG_HOME"]) / "zenus/config.toml"
    config.parent.mkdir()
    config.write_bytes(content)
    sound = write(tmp_path / "request.wav", REQUEST)
    for command in (("ask", "what time is it"), ("run", "--typed"), ("transcribe", sound), ("wake", sound)):
        assert_refused(zenus(env, *command), says, status=2)


def test_settings_that_cannot_be_opened_are_named(env: dict[str, str]) -> None:
    (Path(env["XDG_CONFIG_HOME"]) / "zenus/config.toml").mkdir(parents=True)
    assert_refused(zenus(env, "ask", "what time is it"), "cannot be read", status=2)


# ---------------------------------------------------------------------------------------------------------------- store


@pytest.fixture
def database(env: dict[str, str]) -> Path:
    assert zenus(env, "ask", "what time is it").returncode == 0
    return Path(env["XDG_DATA_HOME"]) / "zenus/zenus.db"


def test_a_locked_database_is_told(env: dict[str, str], database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        for command in (("ask", "what time is it"), ("run", "--typed"), ("history",)):
            assert_refused(zenus(env, *command), "is in use by another program")


def test_a_damaged_database_is_told(env: dict[str, str], database: Path) -> None:
    for path in database.parent.glob("zenus.db*"):
        path.unlink()
    database.write_bytes(b"This is no database. " * 500)
    for command in (("ask", "what time is it"), ("run", "--typed"), ("history",)):
        assert_refused(zenus(env, *command), "is damaged")


# ----------------------------------------------------------------------------------------------------------------- disk


def on_full_disk(env: dict[str, str], full: Path, *args: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run a command where the folder `full` lies on a disk without space, which nobody else sees."""
    full.mkdir(parents=True, exist_ok=True)
    script = 'mount -t tmpfs -o size=4k full "$1" && head -c 4096 /dev/zero > "$1/ballast" && shift && exec "$@"'
    private = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
    return subprocess.run(
        [*private, "sh", "-c", script, "sh", full, ZENUS, *args],
        **{"env": env, "stdin": subprocess.DEVNULL, "capture_output": True, "text": True, "timeout": 60.0},
    )


@pytest.mark.parametrize("command", [("ask", "what time is it"), ("run", "--typed"), ("history",)])
def test_a_full_disk_under_the_data_is_told(env: dict[str, str], command: tuple[str, ...]) -> None:
    assert_refused(on_full_disk(env, Path(env["XDG_DATA_HOME"]) / "zenus", *command), "no space left on the disk")


def test_without_space_for_the_log_it_works_all_the_same(env: dict[str, str]) -> None:
    done = on_full_disk(env, Path(env["XDG_STATE_HOME"]) / "zenus", "ask", "what time is it")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_under_the_output_is_told(env: dict[str, str], tmp_path: Path) -> None:
    sound = write(tmp_path / "request.wav", REQUEST)
    full = tmp_path / "full"
    assert_refused(on_full_disk(env, full, "say", "Good morning.", "--output", full / "said.wav"), "The disk is full")
    run = on_full_disk(env, full, "run", "--fast", "--no-gui", "--input", sound, "--output", full / "answer.wav")
    assert_refused(run, "The disk is full")


@pytest.mark.parametrize("option", ["--output", "--events"])
def test_a_device_that_is_full_is_told(env: dict[str, str], tmp_path: Path, option: str) -> None:
    sound = write(tmp_path / "request.wav", REQUEST)
    done = zenus(env, "run", "--fast", "--no-gui", "--input", sound, option, "/dev/full")
    assert done.returncode in (1, 2)
    assert "/dev/full" in done.stderr and "Traceback" not in done.stderr


# --------------------------------------------------------------------------------------------------- places and devices


@pytest.mark.parametrize("option", ["--output", "--events"])
def test_a_missing_folder_is_told_before_anything_is_loaded(env: dict[str, str], tmp_path: Path, option: str) -> None:
    sound = write(tmp_path / "request.wav", REQUEST)
    done = zenus(env, "run", "--no-gui", "--input", sound, option, tmp_path / "nowhere" / "file")
    assert_refused(done, "nowhere", status=1 if option == "--output" else 2)


def test_a_missing_folder_for_what_is_said_is_told(env: dict[str, str], tmp_path: Path) -> None:
    done = zenus(env, "say", "Good morning.", "--output", tmp_path / "nowhere" / "said.wav")
    assert_refused(done, "does not exist")


@pytest.mark.parametrize("command", [("say", "Good morning."), ("devices",)])
def test_a_machine_without_audio_server_is_told(env: dict[str, str], command: tuple[str, ...]) -> None:
    assert_refused(zenus(env, *command), "No sound system is running")


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_to_ask_or_to_say_is_wrong_usage(env: dict[str, str], text: str) -> None:
    assert_refused(zenus(env, "ask", text), "There is nothing to ask", status=2)
    assert_refused(zenus(env, "say", text), "There is nothing to say", status=2)


@pytest.mark.parametrize("args", [("fly",), ("run", "--wings"), ("ask",), ("transcribe",), ("wake",), ("say",)])
def test_wrong_usage_is_told(env: dict[str, str], args: tuple[str, ...]) -> None:
    done = zenus(env, *args)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and done.stderr


def test_an_hour_of_silence_starts_no_turn(silent_run: "subprocess.Popen[str]", folder: Path) -> None:
    _, errors = silent_run.communicate(timeout=HOUR_LIMIT_S)
    assert (silent_run.returncode, errors) == (0, "")
    assert [event for event in read_events(folder / "silent.jsonl") if event["type"] != "state"] == []
