"""`zenus bench dialogues`: how many turns of whole conversations come out right, and how long a turn takes.

The conversations are data, `<language>.yaml` in a folder; those of the source tree are in `tests/dialogues`. Deeds are
real, on a throw-away home; what has no device here (windows, players, sound, notifications, clipboard) is rehearsed.
No language model takes part.
"""

from collections.abc import Sequence
from pathlib import Path

import anyio

from assistant.app.bench.dialogues.playing import Played, play
from assistant.app.bench.dialogues.script import read_script
from assistant.app.bench.report import Target, percentile, spread
from assistant.kernel.errors import UsageError
from assistant.kernel.types import JsonValue
from assistant.understanding.language import known_languages

OWN_FOLDER = Path(__file__).parents[4] / "tests/dialogues"
MOST_WRONG_PERCENT = {"en": 4.0}
_MOST_WRONG_PERCENT = 8.0
_P50_MS = 15.0


def run(folder: Path | None = None, language: str = "all") -> tuple[dict[str, JsonValue], list[Target]]:
    """Return figures and targets.

    Args:
        folder: Where the dialogues lie; None for those of the source tree.
        language: One language, or "all" that have dialogues and templates.

    Raises:
        UsageError: There are no such dialogues.
    """
    folder = folder or OWN_FOLDER
    figures: dict[str, JsonValue] = {}
    targets: list[Target] = []
    for code in _languages(folder, language):
        played = anyio.run(play, read_script(folder / f"{code}.yaml"), code)
        figures[code] = _figures(played)
        wrong_percent = 100 * sum(not each.is_right for each in played) / len(played)
        limit = MOST_WRONG_PERCENT.get(code, _MOST_WRONG_PERCENT)
        targets.append(Target(f"{code}: turns that came out wrong, %", wrong_percent, limit))
        targets.append(Target(f"{code}: turn p50 ms", percentile([each.took_ms for each in played], 50), _P50_MS))
    return figures, targets


def _languages(folder: Path, language: str) -> Sequence[str]:
    if language != "all":
        return [language]
    found = [code for code in known_languages() if (folder / f"{code}.yaml").is_file()]
    if not found:
        raise UsageError(
            f"There are no dialogues in {folder}.", code="bench-data-missing", hint="Name a folder: --data"
        )
    return found


def _figures(played: Sequence[Played]) -> dict[str, JsonValue]:
    kinds = sorted({each.kind for each in played})
    wrong: list[JsonValue] = [{"kind": e.kind, "say": e.say, **e.came_to} for e in played if not e.is_right]
    return {
        "right": _share(played),
        "seen": _share([each for each in played if each.is_seen]),
        "unseen": _share([each for each in played if not each.is_seen]),
        "kinds": {kind: _share([each for each in played if each.kind == kind]) for kind in kinds},
        "turn_ms": spread([each.took_ms for each in played]),
        "processor_ms": spread([each.processor_ms for each in played]),
        "wrong": wrong,
    }


def _share(played: Sequence[Played]) -> str:
    """Return "right/all"."""
    return f"{sum(each.is_right for each in played)}/{len(played)}"
