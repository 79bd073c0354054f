"""How fast this machine is, for tests that limit processor time: a limit holds for the machine that it was set on."""

import time
from statistics import median

# What `_work_s` is on that machine. On a slower one, or beside a busy neighbour, it is more.
USUAL_S = 0.02


def limit_s(usual_s: float) -> float:
    """Return a limit of processor time: `usual_s`, or more by as much as this machine is slower now than usual."""
    return usual_s * max(median(_work_s() for _ in range(5)) / USUAL_S, 1.0)


def _work_s() -> float:
    """Return the processor time of some work with objects, texts and numbers."""
    began_s = time.process_time()
    words = sorted((f"{number % 97} {number}" for number in range(60_000)), key=str.casefold)
    total = sum(len(word) * number for number, word in enumerate(words))
    assert total
    return time.process_time() - began_s
