"""The recipe: `python -m models.hey_zenus.train`. Makes the head, its rules and its card, from a fixed seed.

Each stage keeps its results in the work folder and goes on from there, so an interrupted run is simply started again.
Needs the group `train` (torch, onnx), ffmpeg, espeak-ng, flite, the models kokoro, kokoro-voices, piper-en-us-joe and
wake-features, and the packages named in `sources.py`, which it fetches with apt.
"""

import argparse
import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import torch

from models.hey_zenus import engines, shipped
from models.hey_zenus.clips import Clip, save
from models.hey_zenus.corpus import build
from models.hey_zenus.fit import Schedule, fit
from models.hey_zenus.head import export
from models.hey_zenus.report import choose, measure, tables
from models.hey_zenus.sources import SOURCES, collect
from models.hey_zenus.synthesis import synthesise
from speech.wake.detector import WakeRule
from speech.wake.features import OnnxWakeFeatures
from speech.wake.scan import WakeScanner

SEED = 7
KOKORO_CLIPS = (3_400, 160, 330)
ESPEAK_CLIPS, PIPER_CLIPS = 180, 150
MEMBERS = 3


def main() -> None:
    """Run all stages."""
    options = _options()
    torch.set_num_threads(options.threads)
    synthesise(options.models, options.work / "clips", KOKORO_CLIPS, SEED, options.synthesis_s)
    _other_voices(options.models, options.work / "clips")
    _unpack(options.work / "packages", options.work / "unpacked")
    collect(options.work / "unpacked", options.shared, options.work / "real")
    wake_features = options.models / "wake-features"
    corpus = build(
        options.work / "clips", options.work / "real", options.work / "features", OnnxWakeFeatures(wake_features)
    )
    members = [fit(corpus, Schedule(), SEED + number) for number in range(MEMBERS)]
    export(members, options.out / shipped.HEAD)
    _write_report(options, WakeScanner(wake_features, options.out / shipped.HEAD, WakeRule(0.5, 1, 2.0)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train the wake word head.")
    parser.add_argument("--work", type=Path, required=True, help="Folder for clips, recordings and features.")
    parser.add_argument("--models", type=Path, required=True, help="Folder of the fetched models.")
    parser.add_argument("--shared", type=Path, required=True, help="Folder that holds the development data, data/.")
    parser.add_argument(
        "--out", type=Path, default=shipped.FOLDER, help="Receives the head, its rules and its numbers."
    )
    parser.add_argument("--synthesis-s", type=float, default=3_000.0, help="Stop synthesising after so many seconds.")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def _other_voices(models: Path, clips_dir: Path) -> None:
    joe = models / "piper-en-us-joe" / "en_US-joe-medium.onnx"
    _keep(clips_dir / "flite", "flite", engines.flite())
    _keep(clips_dir / "train", "espeak", engines.espeak(ESPEAK_CLIPS, SEED))
    _keep(clips_dir / "train", "piper", engines.piper(joe, PIPER_CLIPS, SEED))


def _keep(folder: Path, name: str, clips: Iterator[Clip]) -> None:
    """Write clips unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.glob(f"{name}-*.npz")):
        return
    for index, clip in enumerate(clips):
        save(folder / f"{name}-{index:04d}.npz", clip)


def _unpack(packages: Path, unpacked: Path) -> None:
    """Download and unpack the Debian packages without installing them."""
    packages.mkdir(parents=True, exist_ok=True)
    for name in sorted({source.package for source in SOURCES if not source.package.startswith("data/")}):
        if (unpacked / name).exists():
            continue
        subprocess.run(["apt-get", "download", name], cwd=packages, check=True)
        file = next(packages.glob(f"{name}_*.deb"))
        subprocess.run(["dpkg", "-x", str(file), str(unpacked / name)], check=True)


def _write_report(options: argparse.Namespace, scanner: WakeScanner) -> None:
    """Choose the rules on the development part; write them, and the results of both parts."""
    dev = measure(scanner, options.work / "clips", options.work / "real", "dev")
    rules: Mapping[shipped.Sensitivity, WakeRule] = choose(dev)
    text = json.dumps({step: asdict(rule) for step, rule in rules.items()}, indent=2)
    (options.out / shipped.RULES).write_text(text + "\n")
    test = measure(scanner, options.work / "clips", options.work / "real", "test")
    parts = [f"## Development part, normal\n\n{tables(dev, rules['normal'])}"]
    parts += [f"## Test part, {step}: {rule}\n\n{tables(test, rule)}" for step, rule in rules.items()]
    (options.work / "results.md").write_text("\n".join(parts))


if __name__ == "__main__":
    main()
