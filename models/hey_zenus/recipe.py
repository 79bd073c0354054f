"""The whole recipe for any phrase, stage by stage: clips, recordings, features, head, rules, card.

Each stage keeps its results in the work folder and goes on from there, so an interrupted run is simply started again.
Recordings and their features serve every phrase.
"""

import importlib.util
import logging
import multiprocessing
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch

from models.hey_zenus import engines, shipped
from models.hey_zenus.card import Measuring, write_card
from models.hey_zenus.clips import Clip, save
from models.hey_zenus.corpus import Places, build
from models.hey_zenus.fit import Schedule, fit, statistics
from models.hey_zenus.head import HeadNetwork, export, load
from models.hey_zenus.heard import Heard
from models.hey_zenus.parts import hear_all
from models.hey_zenus.phrase import Phrase
from models.hey_zenus.sources import SOURCES, collect, obtain
from models.hey_zenus.synthesis import Order, synthesise
from models.hey_zenus.verifier import fit as verifier_fit
from models.hey_zenus.verifier import network as verifier_network
from models.hey_zenus.verifier import windows
from models.hey_zenus.verifier.network import VerifierNetwork
from models.hey_zenus.verifier.windows import load_windows, recogniser
from speech.wake.detector import Head
from speech.wake.features import EMBEDDING_SIZE, OnnxWakeFeatures

MEMBERS = 3
VERIFIERS = 2
FURTHER = Schedule(rounds=4, steps=300, learning_rate=5e-4)
VERIFIER_FURTHER = verifier_fit.Schedule(steps=2_000, learning_rate=8e-4)
_log = logging.getLogger(__name__)
Tell = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a head is made.

    Attributes:
        work: Folder for clips, recordings and features.
        models: Folder of the fetched models.
        shared: Folder that holds the development data, `data/`; it may be missing.
        out: Receives the head, its rules and its card.
        counts: Kokoro clips for training, development and test.
        others: Clips of espeak-ng, of Piper and of Pico.
        synthesis_s: Stop synthesising after so many seconds, with what there is.
        workers: Processes for synthesis and features; one core each.
        seed: Of everything drawn.
        start: A head to go on from: its members are trained further, and stay beside what becomes of them. The verifier
            that lies beside it is trained further.
    """

    work: Path
    models: Path
    shared: Path
    out: Path
    counts: tuple[int, int, int] = (3_000, 250, 500)
    others: tuple[int, int, int] = (500, 400, 2_000)
    synthesis_s: float = 3_000.0
    workers: int = 1
    seed: int = 7
    start: Path | None = None

    def places(self, phrase: Phrase) -> Places:
        """Return where the stages of one phrase meet."""
        return Places.under(self.work, phrase.name)


def run(phrase: Phrase, recipe: Recipe, tell: Tell) -> None:
    """Make the head of one phrase, its rules and its card.

    Args:
        phrase: What is trained for.
        recipe: How, and where.
        tell: Told of each stage.
    """
    places = recipe.places(phrase)
    stages: Mapping[str, Callable[[], None]] = {
        f"speaking “{phrase.text}” in many voices": lambda: _synthesise(phrase, recipe, places, tell),
        "gathering recordings without it": lambda: gather(recipe, tell),
        "listening to all of that": lambda: _listen(places, recipe),
        "training": lambda: _train_head(phrase, recipe),
        "listening again to what the first stage takes for it": lambda: _listen_again(places, recipe),
        "training the second stage": lambda: _train_verifier(phrase, recipe),
        "measuring": lambda: write_card(phrase, Measuring(recipe.work, recipe.models, recipe.out, recipe.workers)),
    }
    for number, (stage, go) in enumerate(stages.items(), start=1):
        tell(f"{datetime.now():%H:%M}  {number} of {len(stages)}: {stage}")
        go()


def _listen(places: Places, recipe: Recipe) -> None:
    _shared_out(recipe.workers, _hear_share, places, recipe.models)
    _shared_out(recipe.workers, _build_share, places, recipe.models)


def _listen_again(places: Places, recipe: Recipe) -> None:
    _shared_out(recipe.workers, _windows_share, places, recipe)


def _train_head(phrase: Phrase, recipe: Recipe) -> None:
    places = recipe.places(phrase)
    out = shipped.head_path(recipe.out, phrase.name)
    _keep_trained(places.trained / out.name, out, lambda path: export(_members(places, recipe), path, phrase.name))


def _members(places: Places, recipe: Recipe) -> list[HeadNetwork]:
    made = _numbered(recipe.workers, MEMBERS, fit_member, places, recipe)
    unmoved = np.zeros(EMBEDDING_SIZE, np.float32)
    return [*(load(recipe.start, unmoved, unmoved + 1) if recipe.start else ()), *made]


def _train_verifier(phrase: Phrase, recipe: Recipe) -> None:
    places = recipe.places(phrase)
    out = shipped.verifier_path(recipe.out, phrase.name)
    start = shipped.verifier_path(recipe.start.parent, phrase.name) if recipe.start else None

    def make(path: Path) -> None:
        made = _numbered(recipe.workers, VERIFIERS, _fit_verifier, places.windows, start, recipe.seed)
        verifier_network.export(made, path, phrase.name, shipped.RECOGNISER)

    _keep_trained(places.trained / out.name, out, make)


def _keep_trained(kept: Path, out: Path, make: Callable[[Path], None]) -> None:
    """Have a file made unless it is there from an earlier run, and copy it to where it is used."""
    for folder in (kept.parent, out.parent):
        folder.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        unfinished = kept.with_name(f"unfinished-{kept.name}")
        make(unfinished)
        unfinished.replace(kept)
    shutil.copyfile(kept, out)


def _fit_verifier(folder: Path, start: Path | None, seed: int, number: int) -> VerifierNetwork:
    torch.set_num_threads(1)
    found = load_windows(folder)
    network = verifier_network.load(start, *verifier_fit.statistics(found))[number] if start else None
    schedule = VERIFIER_FURTHER if start else verifier_fit.Schedule()
    return verifier_fit.fit(found, schedule, seed + number, lambda text: _log.info("%s", text), network)


def fit_member(places: Places, recipe: Recipe, number: int) -> HeadNetwork:
    """Train one member of the head on one core."""
    torch.set_num_threads(1)
    corpus = build(places, OnnxWakeFeatures(recipe.models / "wake-features"))
    assert corpus is not None, "a whole share gives a corpus"
    start = load(recipe.start, *statistics(corpus))[number] if recipe.start else None
    schedule = FURTHER if recipe.start else Schedule()
    return fit(corpus, schedule, recipe.seed + number, lambda text: _log.info("%s", text), start)


def gather(recipe: Recipe, tell: Tell) -> None:
    """Unpack the Debian packages that can be had, without installing them, and keep all recordings as arrays."""
    usable = [source for source in SOURCES if obtain(source, recipe.work, recipe.shared, tell)]
    collect(usable, recipe.work / "unpacked", recipe.shared, recipe.work / "real")
    own_voice = recipe.work / "real" / "train-own-voice.npy"
    if not own_voice.exists():
        np.save(own_voice, np.concatenate(list(engines.own_voice(_joe(recipe), recipe.seed))))


def _synthesise(phrase: Phrase, recipe: Recipe, places: Places, tell: Tell) -> None:
    order = Order(phrase, recipe.counts, recipe.seed, recipe.synthesis_s)
    _shared_out(recipe.workers, _synthesise_share, recipe.models, places.clips, order)
    espeak_clips, piper_clips, pico_clips = recipe.others
    _keep(places.clips / "train", "piper", lambda: engines.piper(phrase, _joe(recipe), piper_clips, recipe.seed))
    if importlib.util.find_spec("ttspico"):
        _keep(places.clips / "train", "pico", lambda: engines.pico(phrase, pico_clips, recipe.seed))
    else:
        tell("The package ttspico is not installed; going on without its voices.")
    others: dict[str, tuple[str, Callable[[], Iterator[Clip]]]] = {
        "espeak-ng": ("train/espeak", lambda: engines.espeak(phrase, espeak_clips, recipe.seed)),
        "flite": ("flite/flite", lambda: engines.flite(phrase.flite_texts)),
        "text2wave": ("festival/festival", lambda: engines.festival(phrase.flite_texts)),
    }
    for program, (name, make) in others.items():
        if shutil.which(program) is None:
            tell(f"{program} is not installed; going on without its voices.")
            continue
        path = places.clips / name
        _keep(path.parent, path.name, make)


def _keep(folder: Path, name: str, make: Callable[[], Iterator[Clip]]) -> None:
    """Write clips unless all of them are there: the note that they are is written last."""
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / f"{name}.done"
    if note.exists():
        return
    for index, clip in enumerate(make()):
        save(folder / f"{name}-{index:04d}.npz", clip)
    note.touch()


def _joe(recipe: Recipe) -> Path:
    return recipe.models / "piper-en-us-joe" / "en_US-joe-medium.onnx"


def _numbered(workers: int, count: int, make: Callable[..., T], *arguments: object) -> list[T]:
    """Return `make(*arguments, number)` for `count` numbers, in as many processes as there are workers."""
    if workers == 1:
        return [make(*arguments, number) for number in range(count)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        return [done.result() for done in [pool.submit(make, *arguments, number) for number in range(count)]]


def _shared_out(workers: int, work: Callable[..., None], *arguments: object) -> None:
    """Run `work(*arguments, (first, workers))` in as many processes."""
    if workers == 1:
        work(*arguments, (0, 1))
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        for done in [pool.submit(work, *arguments, (first, workers)) for first in range(workers)]:
            done.result()


def _synthesise_share(models: Path, clips: Path, order: Order, share: tuple[int, int]) -> None:
    synthesise(models, clips, order, share)


def _hear_share(places: Places, models: Path, share: tuple[int, int]) -> None:
    hear_all(places, OnnxWakeFeatures(models / "wake-features"), share)


def _windows_share(places: Places, recipe: Recipe, share: tuple[int, int]) -> None:
    head = Head(shipped.head_path(recipe.out, places.clips.parent.name))
    heard = Heard(places.heard, OnnxWakeFeatures(recipe.models / "wake-features"))
    windows.build(places, head, heard, recogniser(recipe.models / shipped.RECOGNISER).encode, share)


def _build_share(places: Places, models: Path, share: tuple[int, int]) -> None:
    if share[1] > 1:
        build(places, OnnxWakeFeatures(models / "wake-features"), share)
