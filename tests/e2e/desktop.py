"""A private desktop for tests: its own home, D-Bus, PulseAudio with a virtual microphone and speaker, perhaps X.

It starts in well under a second, touches nothing of the user's, and ends without leaving a process or a file behind.
What is spoken into `zmicin` comes out of the microphone `zmic`; what is played on `zspk` can be recorded.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import platformdirs

RATE_HZ = 16_000
START_LIMIT_S = 10.0
TREE_READINGS = 20
_PR_SET_CHILD_SUBREAPER = 36
_XCLIP = ("xclip", "-selection", "clipboard")
# Without `-noreset` the server ends with its first client.
_SCREEN = ("-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset", "-ac", "-dpi", "96")

# `norewinds` keeps the null sinks from holding back the first block for up to two seconds.
_PULSE_SCRIPT = """
load-module module-native-protocol-unix socket={socket} auth-anonymous=1
load-module module-null-sink sink_name=zspk norewinds=1 rate=48000 sink_properties="device.description='Test Speaker'"
load-module module-null-sink sink_name=zmicin norewinds=1 rate=48000 sink_properties="device.description='Test Mouth'"
set-default-sink zspk
"""


class Recording:
    """What the speaker played since the recording began: int16 mono 16 kHz, with the time at which each chunk came."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._chunks: list[tuple[float, bytes]] = []
        self._thread = threading.Thread(target=self._collect, daemon=True)
        self._thread.start()

    def _collect(self) -> None:
        assert self._process.stdout is not None
        while chunk := os.read(self._process.stdout.fileno(), 65_536):
            self._chunks.append((time.monotonic(), chunk))

    @property
    def pcm(self) -> bytes:
        return b"".join(chunk for _, chunk in list(self._chunks))

    @property
    def chunks(self) -> Sequence[tuple[float, bytes]]:
        return list(self._chunks)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()
        self._thread.join()
        assert self._process.stdout is not None
        self._process.stdout.close()


class PrivateDesktop:
    """Use as a context manager; `env()` is the environment of programs that shall live in it."""

    def __init__(self, *, has_display: bool = False, has_microphone: bool = True) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="zd-"))
        self.runtime = self.folder / "run"
        self._has_display = has_display
        self._has_microphone = has_microphone
        self._groups: list[subprocess.Popen[bytes]] = []
        self._audio: subprocess.Popen[bytes] | None = None
        self._microphone_module = ""
        self._bus_address = ""
        self._display = ""

    def __enter__(self) -> Self:
        # Orphans of what is started here come to this process, which can then reap them; PID 1 may be slow to.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
        try:
            self._make_folders()
            self._start_bus()
            self.restart_audio()
            if self._has_display:
                self._start_display()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    # ------------------------------------------------------------------------------------------------------ programs

    def env(self, **more: str) -> dict[str, str]:
        home = self.folder / "home"
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
        models = os.environ.get("ZENUS_MODELS") or str(platformdirs.user_cache_path("zenus") / "models")
        return {
            **kept,
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_STATE_HOME": str(home / ".local/state"),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "DBUS_SESSION_BUS_ADDRESS": self._bus_address,
            "PULSE_SERVER": self.pulse_server,
            "ZENUS_MODELS": models,
            **({"DISPLAY": self._display} if self._display else {}),
            **more,
        }

    def start(self, command: Sequence[str], **options: object) -> "subprocess.Popen[bytes]":
        """Start a program in the desktop, as a process group that ends with it."""
        defaults: dict[str, object] = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": self.env()}
        process: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]  # options are Popen's
            command, start_new_session=True, **{**defaults, **options}
        )
        self._groups.append(process)
        return process

    def call(self, *command: str) -> str:
        """Run a program to its end and return what it printed."""
        done = subprocess.run(
            command, env=self.env(), check=True, capture_output=True, text=True, timeout=START_LIMIT_S
        )
        return done.stdout.strip()

    def clipboard(self, target: str = "UTF8_STRING") -> bytes | None:
        """Return what is on the clipboard in one format; None if nothing is."""
        done = subprocess.run([*_XCLIP, "-o", "-t", target], env=self.env(), capture_output=True)
        return done.stdout if done.returncode == 0 else None

    def copy(self, content: bytes, target: str = "UTF8_STRING") -> None:
        """Put something on the clipboard, and return when it is there, which may be after xclip has ended."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*_XCLIP, "-i", "-t", target], env=self.env(), input=content, check=True, **quiet)
        _wait_until(lambda: self.clipboard(target) == content, "the clipboard")

    def window_tree(self) -> str:
        """Return what `xwininfo` tells of all windows. It fails when one goes while it reads, so it may read again."""
        for _ in range(TREE_READINGS):
            with suppress(subprocess.CalledProcessError):
                return self.call("xwininfo", "-root", "-tree")
        raise AssertionError("the tree of windows cannot be read")

    # --------------------------------------------------------------------------------------------------------- sound

    @property
    def pulse_server(self) -> str:
        return f"unix:{self.runtime}/pulse/native"

    def speak(self, wav: Path, device: str = "zmicin") -> None:
        """Play a file into the microphone, and return when it has been played."""
        subprocess.run(
            ["paplay", f"--device={device}", str(wav)], env=self.env(), check=True, stderr=subprocess.DEVNULL
        )

    @contextmanager
    def record(self, device: str = "zspk.monitor") -> Iterator[Recording]:
        """Record what the speaker plays; the recording has begun when the block is entered."""
        form = ("--format=s16le", f"--rate={RATE_HZ}", "--channels=1", "--raw", "--latency-msec=10")
        recording = Recording(self.start(["parec", f"--device={device}", *form], stdout=subprocess.PIPE))
        try:
            _wait_until(lambda: recording.chunks, "the recording")
            yield recording
        finally:
            recording.stop()

    def plug_microphone(self, name: str = "zmic", *, mouth: str = "zmicin", is_default: bool = True) -> str:
        """Add a microphone that hears what is played into the sink `mouth`; return what `unplug_microphone` wants."""
        description = f"source_properties=\"device.description='Test Microphone {name}'\""
        module = self.call(
            "pactl", "load-module", "module-remap-source", f"source_name={name}", f"master={mouth}.monitor", description
        )
        if is_default:
            self.call("pactl", "set-default-source", name)
            self._microphone_module = module
        return module

    def unplug_microphone(self, module: str = "") -> None:
        """Take away a microphone, by default the one that was plugged in last as the default one."""
        self.unplug(module or self._microphone_module)

    def unplug(self, module: str) -> None:
        self.call("pactl", "unload-module", module)

    def plug_speaker(self, name: str) -> str:
        properties = f"sink_properties=\"device.description='Test Speaker {name}'\""
        return self.call("pactl", "load-module", "module-null-sink", f"sink_name={name}", "norewinds=1", properties)

    def suspend_source(self, is_suspended: bool, name: str = "zmic") -> None:
        self.call("pactl", "suspend-source", name, str(int(is_suspended)))

    def suspend_sink(self, is_suspended: bool, name: str = "zspk") -> None:
        self.call("pactl", "suspend-sink", name, str(int(is_suspended)))

    def kill_audio(self) -> None:
        """Kill the audio server, as a crash would."""
        assert self._audio is not None
        _end_group(self._audio, signal.SIGKILL)
        self._groups.remove(self._audio)
        self._audio = None
        (self.runtime / "pulse/native").unlink(missing_ok=True)

    def restart_audio(self) -> None:
        path = self.runtime / "pulse/native"
        script = self.folder / "default.pa"
        script.write_text(_PULSE_SCRIPT.format(socket=path))
        calm = ("--exit-idle-time=-1", "--use-pid-file=no", "--daemonize=no", "--realtime=no", "--high-priority=no")
        self._audio = self.start(["pulseaudio", "-n", "-F", str(script), *calm], stdout=subprocess.DEVNULL)
        _wait_until(lambda: _answers(path) and "zmicin" in self.call("pactl", "list", "short", "sinks"), "PulseAudio")
        if self._has_microphone:
            self.plug_microphone()

    # ------------------------------------------------------------------------------------------------ start and end

    def _make_folders(self) -> None:
        for name in ("home/.config", "home/.local/share", "home/.local/state", "home/.cache", "run/pulse"):
            (self.folder / name).mkdir(parents=True)
        self.runtime.chmod(0o700)

    def _start_bus(self) -> None:
        process = self.start(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, env=self.env()
        )
        assert process.stdout is not None
        self._bus_address = process.stdout.readline().decode().strip()
        process.stdout.close()
        assert self._bus_address, "the message bus did not start"

    def _start_display(self) -> None:
        reader, writer = os.pipe()
        self.start(
            ["Xvfb", "-displayfd", str(writer), *_SCREEN],
            pass_fds=(writer,),
            stdout=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        assert number, "the X server did not start"
        self._display = f":{number}"
        self.start(["openbox"], stdout=subprocess.DEVNULL)
        _wait_until(
            lambda: "window id" in self.call("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), "the window manager"
        )

    def _end(self) -> None:
        for process in reversed(self._groups):
            _end_group(process, signal.SIGTERM)
        self._groups.clear()
        shutil.rmtree(self.folder, ignore_errors=True)


def activate(desktop: PrivateDesktop, setenv: Callable[[str, str], None]) -> None:
    """Let this very process live in the desktop; `setenv` is monkeypatch's."""
    for name, value in desktop.env().items():
        setenv(name, value)


def living(groups: Mapping[int, str]) -> dict[int, str]:
    """Return those of the process groups that still hold a process that is not defunct."""
    alive = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if fields[0] not in "ZX" and int(fields[2]) in groups:
                alive[int(fields[2])] = groups[int(fields[2])]
    return alive


def _end_group(process: "subprocess.Popen[bytes]", first: signal.Signals) -> None:
    """End a process group, first gently; reap its orphans, which are ours as a subreaper."""
    for number in (first, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(1.0)
        if not _wait_until_empty(process.pid, 0.5):
            return
    raise AssertionError(f"process group {process.pid} does not end")


def _wait_until_empty(group: int, limit_s: float) -> bool:
    """Reap the orphans of a group; return whether some still live after `limit_s`."""
    deadline_s = time.monotonic() + limit_s
    while time.monotonic() < deadline_s:
        with suppress(ChildProcessError):
            os.waitpid(-group, os.WNOHANG)
        if not living({group: ""}):
            return False
        time.sleep(0.005)
    return True


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


def _wait_until(is_true: Callable[[], object], what: str) -> None:
    deadline_s = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline_s:
        with suppress(subprocess.CalledProcessError):
            if is_true():
                return
        time.sleep(0.01)
    raise AssertionError(f"{what} is not there")
