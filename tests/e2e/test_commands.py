"""The commands around the assistant, with a running one and without: as processes, as a user has them."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.desktop import living
from tests.e2e.running import ZENUS, Running, private_env, read_events, zenus

pytestmark = [pytest.mark.slow]
needs_models = pytest.mark.models

NOBODY = 65_534
ENGINES = ("numpy", "onnxruntime", "ctranslate2", "piper", "sounddevice", "hassil", "pydantic")


# The recogniser that checks mishears about one spoken time in thirty.
ATTEMPTS = 3


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return private_env(tmp_path)


@pytest.fixture
def assistant(env: dict[str, str], tmp_path: Path) -> Iterator[Running]:
    """A running assistant without ears; requests come over the socket, and from its standard input."""
    with Running(env, tmp_path, "--typed", stdin=subprocess.PIPE) as running:
        yield running.wait_ready()


def is_now(text: str) -> bool:
    """Return whether the time in a reply, or in what was heard of it, is the present one."""
    found = re.search(r"(?<!\d)(\d{1,2})\W{0,2}(\d\d) ?([AP])\.?M", text, re.IGNORECASE)
    if not found:
        return False
    hour, minute, half = found.groups()
    told = datetime.now().replace(hour=int(hour) % 12 + (12 if half in "Pp" else 0), minute=int(minute), second=0)
    return abs(datetime.now() - told) < timedelta(minutes=3)


# ------------------------------------------------------------------------------------------------ without a running one


def test_the_version_is_told_without_loading_anything() -> None:
    done = subprocess.run([sys.executable, "-X", "importtime", ZENUS, "--version"], capture_output=True, text=True)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert re.fullmatch(r"zenus \d+\.\d+\.\d+\S*\n", done.stdout)
    assert not loaded.intersection(ENGINES)


def test_a_question_is_answered_without_a_running_assistant(env: dict[str, str]) -> None:
    done = zenus(env, "ask", "what time is it")
    assert (done.returncode, done.stderr) == (0, "")
    assert is_now(done.stdout)


def test_the_answer_as_json_is_the_contract(env: dict[str, str]) -> None:
    answer = json.loads(zenus(env, "ask", "--json", "set a timer for 5 minutes").stdout)
    assert list(answer) == ["turn", "text", "source", "steps", "approvals", "results", "reply", "timings_ms"]
    assert answer["source"] == "grammar"
    assert answer["steps"] == [
        {"action": "timers.start", "args": {"label": "", "duration_s": 300}, "risk": "reversible"}
    ]
    assert answer["results"][0]["ok"] and answer["results"][0]["verified"]
    assert "5 minutes" in answer["reply"]["text"]


def test_the_store_is_shared_by_later_processes(env: dict[str, str]) -> None:
    zenus(env, "ask", "set a timer for 5 minutes")
    zenus(env, "ask", "what time is it")
    assert is_now(zenus(env, "ask", "say that again").stdout)
    assert "1 timer" in zenus(env, "ask", "list my timers").stdout or "timer" in zenus(env, "ask", "list timers").stdout
    turns = json.loads(zenus(env, "history", "--json").stdout)
    assert [turn["text"] for turn in turns][:3] == ["set a timer for 5 minutes", "what time is it", "say that again"]


def test_a_dry_run_does_nothing(env: dict[str, str]) -> None:
    done = zenus(env, "ask", "--dry-run", "--json", "set a timer for 5 minutes")
    assert json.loads(done.stdout)["results"] == []
    assert "no timer" in zenus(env, "ask", "list my timers").stdout.lower()


def test_what_is_not_understood_fails_honestly(env: dict[str, str]) -> None:
    done = zenus(env, "ask", "--json", "make me a sandwich")
    answer = json.loads(done.stdout)
    assert done.returncode == 1
    assert (answer["source"], answer["steps"], answer["results"]) == (None, [], [])
    assert answer["reply"]["text"]


@pytest.mark.parametrize("command", ["stop", "mute", "sleep", "listen"])
def test_steering_needs_a_running_assistant(env: dict[str, str], command: str) -> None:
    done = zenus(env, command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "zenus: Zenus is not running. Start it with: zenus run\n"


@needs_models
def test_a_machine_without_microphone_and_display_shows_the_main_job_all_the_same(env: dict[str, str]) -> None:
    heard = []
    for _ in range(ATTEMPTS):
        done = zenus(env, "run")
        assert (done.returncode, done.stderr) == (0, "")
        answer = re.search(r"The answer is in (.+)", done.stdout)
        assert answer, done.stdout
        heard.append(zenus(env, "transcribe", answer.group(1)).stdout)
        if is_now(heard[-1]):
            break
    else:
        pytest.fail(f"the answers were heard as {heard}")
    assert "There is no display here" in done.stdout
    assert "So a synthesised voice asks" in done.stdout
    for stage in ("wake", "transcript", "plan", "action", "reply", "spoken"):
        assert re.search(rf"\d s  {stage} ", done.stdout), done.stdout


@needs_models
def test_typed_requests_come_from_a_pipe(env: dict[str, str]) -> None:
    done = zenus(env, "run", "--typed", "--no-gui", stdin=None, input="what time is it\n\nmake me a sandwich\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("reply") == 2


@needs_models
@pytest.mark.parametrize("source", [os.devnull, __file__])
def test_typed_requests_end_with_their_source(env: dict[str, str], tmp_path: Path, source: str) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    with Path(source if source == os.devnull else empty).open() as stdin:
        done = zenus(env, "run", "--typed", "--no-gui", stdin=stdin)
    assert (done.returncode, done.stderr) == (0, "")


# --------------------------------------------------------------------------------------------------- with a running one


@needs_models
def test_a_running_assistant_serves_questions_and_there_is_only_one(assistant: Running) -> None:
    answer = assistant.ask("what time is it")
    assert is_now(answer["reply"]["text"])
    assert assistant.wait_for_event("reply")["turn"] == answer["turn"]
    second = zenus(assistant.env, "run", "--typed")
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr == "zenus: Zenus is already running. Stop it first with: zenus stop --quit\n"
    assert is_now(assistant.ask("what time is it")["reply"]["text"]), "the first one is none the worse"


@needs_models
def test_lines_that_are_typed_ahead_are_all_answered(assistant: Running) -> None:
    assert assistant.process.stdin is not None
    os.write(assistant.process.stdin.fileno(), "what time is it\nwhat day is it\nétat de la batterie\n".encode())
    assistant.wait_for(lambda: len(assistant.of_type("reply")) == 3)


@needs_models
def test_steering_a_running_assistant(assistant: Running) -> None:
    said = {
        args: zenus(assistant.env, *args)
        for args in [("stop",), ("mute",), ("mute", "--off"), ("sleep",), ("sleep", "--off")]
    }
    assert [done.stdout.strip() for done in said.values()] == [
        "Nothing was going on.",
        "The microphone is ignored.",
        "The microphone is used.",
        "Zenus is asleep.",
        "Zenus is awake.",
    ]
    states = [event["name"] for event in assistant.of_type("state")]
    assert states[-4:] == ["paused", "idle", "paused", "idle"]
    listen = zenus(assistant.env, "listen")
    assert (listen.returncode, listen.stderr) == (
        1,
        "zenus: This assistant has no microphone. Connect one and start it again.\n",
    )


@needs_models
def test_a_timer_is_announced_when_it_is_due(assistant: Running) -> None:
    assistant.ask("set a timer for 2 seconds")
    before = len(assistant.events)
    reply = assistant.wait_for_event("reply", after=before)
    assert "timer" in reply["text"].lower()
    assert assistant.wait_for_event("spoken", turn=reply["turn"])["complete"]


@needs_models
def test_an_overdue_timer_is_told_at_the_next_start(env: dict[str, str], tmp_path: Path) -> None:
    zenus(env, "ask", "set a timer for 1 second")
    time.sleep(1.5)
    with Running(env, tmp_path, "--typed", stdin=subprocess.PIPE) as running:
        assert "timer" in running.wait_for_event("reply")["text"].lower()


@needs_models
def test_settings_change_while_it_runs_and_bad_ones_do_not(assistant: Running) -> None:
    assistant.ask("what time is it")
    config = Path(assistant.env["XDG_CONFIG_HOME"]) / "zenus/config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text('[safety]\ndeny = ["clock.read"]\n')
    assistant.wait_for(lambda: not assistant.ask("what time is it")["results"])
    config.write_text("[safety\n")
    assert assistant.wait_for_event("error")["code"] == "config-unreadable"
    assert not assistant.ask("what time is it")["results"], "the settings before hold"
    config.unlink()
    assistant.wait_for(lambda: assistant.ask("what time is it")["results"])


@needs_models
def test_only_the_owner_reaches_the_socket(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="zo-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with Running(private_env(home), tmp_path, "--typed", stdin=subprocess.PIPE) as running:
            running.wait_ready()
            assert stat.S_IMODE(running.socket.stat().st_mode) == 0o600
            assert stat.S_IMODE(running.socket.parent.stat().st_mode) == 0o700
            if os.geteuid() == 0:  # Only root can become somebody else.
                assert asked_by_nobody(running.socket) == "PermissionError"
                for path in (running.socket.parent, running.socket.parent.parent):
                    path.chmod(0o755)
                running.socket.chmod(0o666)
                answer = asked_by_nobody(running.socket)
                assert answer in ("b''", "BrokenPipeError", "ConnectionResetError"), "the peer's user is checked too"
            assert is_now(running.ask("what time is it")["reply"]["text"])


def asked_by_nobody(path: Path) -> str:
    """Return what another user gets for a command: the answer, or the name of the error."""
    code = (
        "import socket\n"
        "s = socket.socket(socket.AF_UNIX)\n"
        "try:\n"
        f"    s.connect({str(path)!r})\n"
        '    s.sendall(b\'{"id": 1, "command": "shutdown"}\\n\')\n'
        "    print(s.recv(1000))\n"
        "except OSError as error:\n"
        "    print(type(error).__name__)\n"
    )
    system_python = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable
    done = subprocess.run(
        [system_python, "-c", code], user=NOBODY, group=NOBODY, capture_output=True, text=True, cwd="/"
    )
    return done.stdout.strip() or done.stderr


@needs_models
@pytest.mark.parametrize("end", ["quit", "SIGTERM", "SIGINT", "end of input"])
def test_it_ends_in_order_and_leaves_nothing_behind(assistant: Running, end: str) -> None:
    assistant.ask("what time is it")
    if end == "quit":
        assert zenus(assistant.env, "stop", "--quit").stdout == "Zenus is ending.\n"
    elif end == "end of input":
        assert assistant.process.stdin is not None
        assistant.process.stdin.close()
    else:
        assistant.process.send_signal(signal.Signals[end])
    assert assistant.wait_end(20.0) == 0, assistant.output
    assert "Traceback" not in assistant.output
    assert not assistant.socket.exists()
    assert not living({assistant.process.pid: "zenus"})
    assert zenus(assistant.env, "stop").returncode == 1
    assert is_now(zenus(assistant.env, "ask", "what time is it").stdout), "the store is in order"


@needs_models
def test_after_a_crash_it_starts_again(env: dict[str, str], tmp_path: Path) -> None:
    with Running(env, tmp_path, "--typed", stdin=subprocess.PIPE) as crashed:
        crashed.wait_ready()
        crashed.process.kill()
        crashed.process.wait()
        assert crashed.socket.exists(), "what a crash leaves behind"
    assert zenus(env, "stop").returncode == 1
    with Running(env, tmp_path, "--typed", stdin=subprocess.PIPE) as running:
        running.wait_for(lambda: zenus(env, "stop").returncode == 0)
        assert is_now(running.ask("what time is it")["reply"]["text"])
    assert read_events(tmp_path / "events.jsonl")
