"""Measures the grammar tier on public request collections: what it covers, and what it wrongly takes for a request.

Reads `intents/clinc_val.jsonl` (CLINC150) and `intents/slurp_devel.jsonl` (SLURP) of a data folder; nothing was tuned
to single sentences of them. In-domain intents are those that a template topic is about; a sentence counts as covered
when the planned action is of that topic. Everything else is out of domain and should give no plan.
"""

import json
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from assistant.kernel.types import JsonValue, Plan
from assistant.understanding.grammar import GrammarInterpreter

CLINC: Mapping[str, str] = {
    "time": "clock.",
    "timezone": "clock.",
    "calculator": "calculator.",
    "measurement_conversion": "units.",
    "exchange_rate": "currency.",
    "date": "clock.date",
    "alarm": "timers.",
    "timer": "timers.",
    "reminder": "timers.",
    "reminder_update": "timers.",
    "change_volume": "volume.",
    "what_can_i_ask_you": "dialog.help",
    "repeat": "dialog.repeat",
    "cancel": "dialog.",
}
SLURP: Mapping[str, str] = {
    "alarm_set": "timers.",
    "alarm_query": "timers.list",
    "alarm_remove": "timers.cancel",
    "audio_volume_up": "volume.",
    "audio_volume_down": "volume.",
    "audio_volume_mute": "volume.",
    "datetime_query": "clock.",
    "datetime_convert": "clock.",
    "qa_maths": "calculator.",
    "qa_currency": "currency.",
    "reminder": "timers.",
}
SETS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "clinc": ("intents/clinc_val.jsonl", CLINC),
    "slurp": ("intents/slurp_devel.jsonl", SLURP),
}
APPLICATIONS = (
    "Firefox", "Chromium", "Thunderbird", "LibreOffice Writer", "LibreOffice Calc", "LibreOffice Impress", "Files",
    "Terminal", "Text Editor", "Calculator", "Calendar", "Clocks", "Settings", "Image Viewer", "Document Viewer",
    "Music", "Videos", "Photos", "Maps", "Weather", "Contacts", "Disks", "System Monitor", "Visual Studio Code",
    "GIMP", "Inkscape", "VLC", "Audacity", "Blender", "Steam", "Spotify", "Discord", "Slack", "Zoom", "Signal",
)  # fmt: skip


class FixedClock:
    """A Wednesday afternoon, so that every run sees the same tomorrow."""

    def now(self) -> datetime:
        """Return the fixed wall time."""
        return datetime(2025, 11, 19, 17, 30).astimezone()

    def monotonic_s(self) -> float:
        """Return a real monotonic time."""
        return time.monotonic()


class FixedNames:
    """A list of names that never changes."""

    def __init__(self, names: Sequence[str]) -> None:
        self._pairs = [(name, name) for name in names]

    def names(self) -> Sequence[tuple[str, str]]:
        """Return every name with itself as its value."""
        return self._pairs


@dataclass(slots=True)
class Tally:
    """What became of the sentences of one collection."""

    total: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    other_action: int = 0
    foreign: int = 0
    foreign_plans: int = 0
    foreign_deeds: int = 0

    def add(self, intent: str, wanted: str | None, plan: Plan | None) -> None:
        """Count one sentence; `wanted` is None for one out of domain."""
        if wanted is None:
            self.foreign += 1
            self.foreign_plans += plan is not None
            self.foreign_deeds += plan is not None and _does_something(plan)
            return
        self.total[intent] += 1
        is_right = plan is not None and plan.steps[0].action.startswith(wanted)
        self.covered[intent] += is_right
        self.other_action += plan is not None and not is_right

    def report(self) -> dict[str, JsonValue]:
        """Return the counts as JSON."""
        return {
            "coverage": {intent: f"{self.covered[intent]}/{count}" for intent, count in sorted(self.total.items())},
            "in_domain_other_action": self.other_action,
            "out_of_domain": self.foreign,
            "out_of_domain_plans": self.foreign_plans,
            "out_of_domain_deeds": self.foreign_deeds,
            "out_of_domain_deeds_percent": round(100 * self.foreign_deeds / max(self.foreign, 1), 2),
        }


def run(data_dir: Path) -> dict[str, JsonValue]:
    """Return coverage, wrong acceptance and speed of the English grammar.

    Args:
        data_dir: A folder with `intents/` in it; collections that are not there are left out.
    """
    interpreter = _interpreter(APPLICATIONS)
    report: dict[str, JsonValue] = {}
    elapsed_ms: list[float] = []
    for name, (file, domain) in SETS.items():
        if not (data_dir / file).is_file():
            continue
        tally = Tally()
        for text, intent in _sentences(data_dir / file):
            started_s = time.perf_counter()
            plan = interpreter.interpret(text)
            elapsed_ms.append((time.perf_counter() - started_s) * 1000)
            tally.add(intent, domain.get(intent), plan)
        report[name] = tally.report()
    if len(elapsed_ms) > 1:
        cuts = statistics.quantiles(elapsed_ms, n=100)
        report["interpret_ms"] = {"p50": round(cuts[49], 3), "p99": round(cuts[98], 3)}
    return report


def _interpreter(names: Sequence[str]) -> GrammarInterpreter:
    return GrammarInterpreter(["en"], {"app": FixedNames(names)}, FixedClock())


def _sentences(file: Path) -> Iterator[tuple[str, str]]:
    """Yield text and intent; reminders, which SLURP files under the calendar, get an intent of their own."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            text, intent = row["utt"], row["intent"]
            yield text, "reminder" if intent == "calendar_set" and "remind" in text else intent


def _does_something(plan: Plan) -> bool:
    """Whether a plan is more than the answer that there is no such application."""
    return any(step.action != "apps.open" or step.args["app"] in APPLICATIONS for step in plan.steps)
