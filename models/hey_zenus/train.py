"""The recipe for our own phrase: `python -m models.hey_zenus.train`. Makes head, verifier, their numbers and figures.

Needs the group `train` (torch, onnx, ttspico), espeak-ng, flite and festival (with the voices that `engines.py` names),
the models kokoro, kokoro-voices, piper-en-us-joe, wake-features and whisper-base, and the packages named in
`sources.py`, which it fetches with apt. Another phrase: `zenus wake train`.
"""

import argparse
import os
from pathlib import Path

from assistant.config import paths
from models.hey_zenus import shipped
from models.hey_zenus.phrase import hey_zenus
from models.hey_zenus.recipe import Recipe, run


def main() -> None:
    """Run all stages."""
    parser = argparse.ArgumentParser(description="Train the wake word head.")
    cache = paths.models_dir().parent / "wake-training"
    parser.add_argument("--work", type=Path, default=cache, help="Folder for clips, recordings and features.")
    parser.add_argument("--models", type=Path, default=paths.models_dir(), help="Folder of the fetched models.")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="Folder with the development data.")
    parser.add_argument("--out", type=Path, default=shipped.FOLDER, help="Receives the head, its rules and figures.")
    parser.add_argument("--synthesis-s", type=float, default=3_000.0, help="Stop synthesising after so many seconds.")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="Processes, a core each.")
    parser.add_argument("--start", type=Path, help="A head to go on from; without, all begins anew.")
    options = parser.parse_args()
    recipe = Recipe(
        options.work,
        options.models,
        options.shared,
        options.out,
        synthesis_s=options.synthesis_s,
        workers=options.workers,
        start=options.start,
    )
    run(hey_zenus(), recipe, _tell)


def _tell(text: str) -> None:
    print(text, flush=True)  # noqa: T201  the recipe is a command of its own


if __name__ == "__main__":
    main()
