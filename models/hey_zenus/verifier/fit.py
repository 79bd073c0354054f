"""Fits the verifier: binary cross-entropy, with the windows that it gets wrong shown more often."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from models.hey_zenus.verifier.network import VerifierNetwork
from models.hey_zenus.verifier.windows import Windows

Indices = NDArray[np.int64]
PHRASE = "phrase"
TOLD_EVERY = 500


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how to train.

    Attributes:
        steps: Batches.
        phrase_share: Of a batch.
        negatives: Of the rest, the share of each group.
        hard_from: From this share of the steps on, half of the negatives are drawn by their loss.
    """

    steps: int = 4_000
    batch: int = 192
    phrase_share: float = 0.35
    negatives: Mapping[str, float] = field(
        default_factory=lambda: {"near": 0.4, "talk": 0.08, "mined": 0.27, "real": 0.25}
    )
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    hard_from: float = 0.2


def statistics(windows: Windows) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return mean and standard deviation of each value of the encoder."""
    sample = windows.outputs[::29].reshape(-1, windows.outputs.shape[2]).astype(np.float32)
    return sample.mean(axis=0), sample.std(axis=0) + np.float32(1e-3)


def fit(
    windows: Windows,
    schedule: Schedule,
    seed: int,
    tell: Callable[[str], None],
    start: VerifierNetwork | None = None,
) -> VerifierNetwork:
    """Return a trained verifier.

    Args:
        windows: What it is trained on.
        schedule: How.
        seed: Of everything drawn.
        tell: Told now and then.
        start: What to go on from, and what is trained in place.
    """
    torch.manual_seed(seed)
    network = start or VerifierNetwork(*statistics(windows))
    optimiser = torch.optim.AdamW(network.parameters(), weight_decay=schedule.weight_decay)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimiser, schedule.learning_rate, schedule.steps, pct_start=0.1)
    draw = _Draw(windows, schedule, np.random.default_rng(seed))
    targets = (windows.groups == PHRASE).astype(np.float32)
    network.train()
    total = 0.0
    for step in range(1, schedule.steps + 1):
        chosen = draw(is_hard=step > schedule.hard_from * schedule.steps)
        logits = network(torch.from_numpy(windows.outputs[chosen].astype(np.float32)))
        losses = torch.nn.functional.binary_cross_entropy_with_logits(
            logits, torch.from_numpy(targets[chosen]), reduction="none"
        )
        optimiser.zero_grad()
        losses.mean().backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        scheduler.step()
        wrong = losses.detach().numpy()
        draw.learn(chosen, wrong)
        total += float(wrong.mean())
        if step % TOLD_EVERY == 0:
            tell(f"step {step}: loss {total / TOLD_EVERY:.4f}")
            total = 0.0
    network.eval()
    return network


class _Draw:
    """Draws batches, and remembers which windows are hard."""

    def __init__(self, windows: Windows, schedule: Schedule, random: np.random.Generator) -> None:
        self._schedule, self._random = schedule, random
        self._losses = np.ones(windows.groups.size, np.float32)
        self._phrases = np.flatnonzero(windows.groups == PHRASE)
        groups = {name: np.flatnonzero(windows.groups == name) for name in schedule.negatives}
        # Where no recordings are to be had, there is nothing to be mined from them.
        self._groups = {name: members for name, members in groups.items() if members.size}

    def __call__(self, *, is_hard: bool) -> Indices:
        phrases = int(self._schedule.batch * self._schedule.phrase_share)
        whole = sum(self._schedule.negatives[name] for name in self._groups)
        parts = [self._random.choice(self._phrases, phrases)]
        for name, members in self._groups.items():
            count = int((self._schedule.batch - phrases) * self._schedule.negatives[name] / whole)
            hard = count // 2 if is_hard else 0
            if hard:
                weights = self._losses[members] + 0.02
                parts.append(self._random.choice(members, hard, p=weights / weights.sum()))
            parts.append(self._random.choice(members, count - hard))
        return np.concatenate(parts)

    def learn(self, chosen: Indices, losses: NDArray[np.float32]) -> None:
        """Remember how wrong the network was."""
        self._losses[chosen] = 0.5 * self._losses[chosen] + 0.5 * losses
