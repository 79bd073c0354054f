"""Fits a head: binary cross-entropy, with rounds in which the negatives it gets wrong are shown more often."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from models.hey_zenus.dataset import NEGATIVE, POSITIVE, Corpus, Features
from models.hey_zenus.head import HeadNetwork
from speech.wake.features import HEAD_EMBEDDINGS

Indices = NDArray[np.int64]
# So many windows are scored in one go: more would not fit the cache.
STRETCH = 2_000
LEAST_HARD = 256
# Features, windows of it, and which share of the negatives (or, first of all, of the positives) they are.
_Pool = tuple[Features, Indices, float]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how to train.

    Attributes:
        rounds: Rounds of fitting; before each but the first, hard negatives are mined.
        steps: Batches in a round.
        late_rounds: The last rounds, in which the phrase is rarer, to bring false accepts down.
        hard_share: Of all negatives, those that are shown more often.
    """

    rounds: int = 6
    steps: int = 500
    batch: int = 512
    positive_share: float = 0.2
    late_rounds: int = 2
    late_positive_share: float = 0.1
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    hard_share: float = 0.006


def fit(
    corpus: Corpus, schedule: Schedule, seed: int, tell: Callable[[str], None], start: HeadNetwork | None = None
) -> HeadNetwork:
    """Return a trained head.

    Args:
        corpus: What it is trained on.
        schedule: How.
        seed: Of everything drawn.
        tell: Told of each round.
        start: What to go on from, and what is trained in place.
    """
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    network = start or HeadNetwork(*statistics(corpus))
    trainee = _trainee(network, schedule)
    hard: tuple[Indices, Indices] = (np.empty(0, np.int64), np.empty(0, np.int64))
    for number in range(schedule.rounds):
        if number:
            hard = (mine(network, corpus.spoken, schedule), mine(network, corpus.real, schedule))
        is_late = number >= schedule.rounds - schedule.late_rounds
        share = schedule.late_positive_share if is_late else schedule.positive_share
        loss = _round(trainee, _pools(corpus, hard), replace(schedule, positive_share=share), random)
        tell(f"round {number}: loss {loss:.4f}, hard {hard[0].size} + {hard[1].size}")
    network.eval()
    return network


def mine(network: HeadNetwork, features: Features, schedule: Schedule) -> Indices:
    """Return the negatives with the highest scores."""
    negatives = np.flatnonzero(features.labels == NEGATIVE)
    scores = score(network, features)[negatives]
    count = min(max(int(negatives.size * schedule.hard_share), LEAST_HARD), negatives.size)
    return np.asarray(negatives[np.argpartition(scores, -count)[-count:]])


def score(network: HeadNetwork, features: Features) -> NDArray[np.float32]:
    """Return the logits of the windows that end at each embedding; −∞ where there are not enough before it."""
    network.eval()
    before = HEAD_EMBEDDINGS - 1
    parts = [np.full(before, -np.inf, np.float32)]
    with torch.no_grad():
        for start in range(0, features.labels.size - before, STRETCH):
            stretch = features.embeddings[start : start + STRETCH + before].astype(np.float32)
            parts.append(network.along(torch.from_numpy(stretch)).numpy())
    return np.concatenate(parts)


@dataclass(frozen=True, slots=True)
class _Trainee:
    network: HeadNetwork
    optimiser: torch.optim.Optimizer
    scheduler: torch.optim.lr_scheduler.LRScheduler


def _trainee(network: HeadNetwork, schedule: Schedule) -> _Trainee:
    optimiser = torch.optim.AdamW(network.parameters(), schedule.learning_rate, weight_decay=schedule.weight_decay)
    steps = schedule.rounds * schedule.steps
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimiser, schedule.learning_rate * 2, steps, pct_start=0.1)
    return _Trainee(network, optimiser, scheduler)


def statistics(corpus: Corpus) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return mean and standard deviation of each embedding value."""
    sample = np.concatenate([corpus.spoken.embeddings[::7], corpus.real.embeddings[::7]]).astype(np.float32)
    return sample.mean(axis=0), sample.std(axis=0) + np.float32(1e-3)


def _round(trainee: "_Trainee", pools: list[_Pool], schedule: Schedule, random: np.random.Generator) -> float:
    """Train for one round and return the mean loss."""
    trainee.network.train()
    total = 0.0
    for _ in range(schedule.steps):
        windows, targets = _batch(pools, schedule, random)
        logits = trainee.network(torch.from_numpy(windows))
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.from_numpy(targets))
        trainee.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trainee.network.parameters(), 1.0)
        trainee.optimiser.step()
        trainee.scheduler.step()
        total += loss.item()
    return total / schedule.steps


def _pools(corpus: Corpus, hard: tuple[Indices, Indices]) -> list[_Pool]:
    """Return (features, windows, share of the negatives); the first pool is the positives."""
    spoken, real = corpus.spoken, corpus.real
    easy = 0.5 if hard[0].size else 1.0
    pools = [
        (spoken, np.flatnonzero(spoken.labels == POSITIVE), 1.0),
        (spoken, np.flatnonzero(spoken.labels == NEGATIVE), 0.5 * easy),
        (real, np.flatnonzero(real.labels == NEGATIVE), 0.5 * easy),
    ]
    if hard[0].size:
        pools += [(spoken, hard[0], 0.25), (real, hard[1], 0.25)]
    return pools


def _batch(
    pools: list[_Pool], schedule: Schedule, random: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    positives = int(schedule.batch * schedule.positive_share)
    counts = [positives, *(int((schedule.batch - positives) * share) for _, _, share in pools[1:])]
    windows = [
        features.windows(random.choice(ends, count)) for (features, ends, _), count in zip(pools, counts, strict=True)
    ]
    targets = np.zeros(sum(counts), np.float32)
    targets[: counts[0]] = 1
    return np.concatenate(windows), targets
