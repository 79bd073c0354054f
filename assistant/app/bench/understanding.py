"""Measures the understanding of requests on public collections: what it covers, and what it wrongly takes for one.

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

from assistant.app.bench.report import Target
from assistant.kernel.context import Clarification
from assistant.kernel.types import JsonValue, Plan
from assistant.understanding.conversation import ConversationInterpreter
from assistant.understanding.grammar import GrammarInterpreter

# Intents that Zenus is for, with the actions that answer them; a sentence is covered by any of these.
_TIMES = ("timers.", "schedules.")
CLINC: Mapping[str, tuple[str, ...]] = {
    "time": ("clock.",),
    "timezone": ("clock.",),
    "date": ("clock.date", "days."),
    "calculator": ("calculator.",),
    "measurement_conversion": ("units.",),
    "exchange_rate": ("currency.",),
    "alarm": _TIMES,
    "timer": ("timers.",),
    "reminder": _TIMES,
    "reminder_update": _TIMES,
    "change_volume": ("volume.",),
    "next_song": ("media.next",),
    "what_song": ("media.now",),
    "spelling": ("text.spell",),
    "what_can_i_ask_you": ("dialog.help",),
    "repeat": ("dialog.repeat",),
    "cancel": ("dialog.",),
}
SLURP: Mapping[str, tuple[str, ...]] = {
    "alarm_set": _TIMES,
    "alarm_query": _TIMES,
    "alarm_remove": _TIMES,
    "reminder": _TIMES,
    "audio_volume_up": ("volume.",),
    "audio_volume_down": ("volume.",),
    "audio_volume_mute": ("volume.", "dialog.sleep"),
    "datetime_query": ("clock.", "days."),
    "datetime_convert": ("clock.",),
    "music_query": ("media.now",),
    "qa_maths": ("calculator.", "units."),
    "qa_currency": ("currency.",),
}
# Of these intents Zenus serves only some requests, such as "play music" and not "play something by Queen": where it
# takes one for that, it is right, but none is counted as missed.
PARTLY: Mapping[str, tuple[str, ...]] = {
    "play_music": ("media.", "apps.open"),
    "music": ("media.",),
    "play_podcasts": ("media.",),
    "podcasts": ("media.",),
    "play_audiobook": ("media.",),
    "play_radio": ("media.", "web.open"),
    "calendar_query": ("schedules.",),
    "calendar_set": ("timers.",),
    "set": _TIMES,
    "query": (*_TIMES, "clock."),
    "cooking_recipe": ("units.",),
    "qa_definition": ("text.spell",),
    "qa_factoid": ("currency.", "calculator.", "units."),
    "email_querycontact": ("apps.open",),
}
SETS: Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {
    "clinc": ("intents/clinc_val.jsonl", CLINC),
    "slurp": ("intents/slurp_devel.jsonl", SLURP),
}
# Asked for: of sentences that Zenus is not for, so many may start a deed.
MOST_WRONG_PERCENT = 1.0
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
    foreign_right: int = 0
    foreign_deeds: list[str] = field(default_factory=list)

    def add(self, text: str, intent: str, wanted: Sequence[str], understood: Plan | Clarification | None) -> None:
        """Count one sentence; `wanted` are the actions that answer it, none for one out of domain.

        What is asked back is no deed, and is called after the action that it leads to: "timers.ask_duration".
        """
        action = _called(understood)
        if not wanted:
            self.foreign += 1
            if isinstance(understood, Plan) and _does_something(understood):
                is_right = action.startswith(PARTLY.get(intent, ()))
                self.foreign_right += is_right
                self.foreign_deeds += [] if is_right else [f"{action}: {text}"]
            return
        self.total[intent] += 1
        is_covered = action.startswith(tuple(wanted))
        self.covered[intent] += is_covered
        self.other_action += understood is not None and not is_covered

    def report(self) -> dict[str, JsonValue]:
        """Return the counts as JSON."""
        total, covered = sum(self.total.values()), sum(self.covered.values())
        return {
            "coverage": {intent: f"{self.covered[intent]}/{count}" for intent, count in sorted(self.total.items())},
            "covered": f"{covered}/{total}",
            "in_domain_other_action": self.other_action,
            "out_of_domain": self.foreign,
            "out_of_domain_served_in_part": self.foreign_right,
            "out_of_domain_deeds": len(self.foreign_deeds),
            "out_of_domain_deeds_percent": self.percent,
            "wrong_deeds": list(self.foreign_deeds),
        }

    @property
    def percent(self) -> float:
        """How many of a hundred sentences out of domain start a deed."""
        return round(100 * len(self.foreign_deeds) / max(self.foreign, 1), 2)


def run(data_dir: Path) -> tuple[dict[str, JsonValue], list[Target]]:
    """Return coverage, wrong acceptance and speed of the English grammar, and what was asked of them.

    Args:
        data_dir: A folder with `intents/` in it; collections that are not there are left out.
    """
    interpreter = _interpreter(APPLICATIONS)
    report: dict[str, JsonValue] = {}
    targets: list[Target] = []
    elapsed_ms: list[float] = []
    for name, (file, domain) in SETS.items():
        if not (data_dir / file).is_file():
            continue
        tally = Tally()
        for text, intent in _sentences(data_dir / file):
            started_s = time.perf_counter()
            understood = interpreter.interpret(text)
            elapsed_ms.append((time.perf_counter() - started_s) * 1000)
            tally.add(text, intent, domain.get(intent, ()), understood)
        report[name] = tally.report()
        targets.append(Target(f"{name}: deeds started out of domain, %", tally.percent, MOST_WRONG_PERCENT))
    if len(elapsed_ms) > 1:
        cuts = statistics.quantiles(elapsed_ms, n=100)
        report["interpret_ms"] = {"p50": round(cuts[49], 3), "p99": round(cuts[98], 3)}
    return report, targets


def _interpreter(names: Sequence[str]) -> ConversationInterpreter:
    return ConversationInterpreter(GrammarInterpreter(["en"], {"app": FixedNames(names)}, FixedClock()))


def _sentences(file: Path) -> Iterator[tuple[str, str]]:
    """Yield text and intent; reminders, which SLURP files under the calendar, get an intent of their own."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            text, intent = row["utt"], row["intent"]
            yield text, "reminder" if intent == "calendar_set" and "remind" in text else intent


def _called(understood: Plan | Clarification | None) -> str:
    if isinstance(understood, Clarification):
        return understood.question
    return understood.steps[0].action if understood else ""


def _does_something(plan: Plan) -> bool:
    """Whether a plan is more than talk, or the answer that there is no such application."""
    deeds = [step for step in plan.steps if not step.action.startswith("dialog.")]
    return any(step.action != "apps.open" or step.args["app"] in APPLICATIONS for step in deeds)
