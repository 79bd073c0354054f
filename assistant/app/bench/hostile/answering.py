"""Questions of the gate, and what must not answer them with a yes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

from assistant.app.bench.hostile.tally import Tally
from assistant.app.bench.hostile.utterances import Utterances
from assistant.dialog.composers import Composers
from assistant.dialog.questions import OpenQuestions
from assistant.dialog.reply import ReplyComposer
from assistant.kernel.clock import SystemClock
from assistant.kernel.effects import Access, Effects, Prospect, Touch
from assistant.kernel.types import ActionSpec, Facts, Plan, Risk, Source, Step
from assistant.kernel.verdict import Ask, Concern, Demand, Foreseen, Question
from assistant.understanding.confirm import parse_answer

KIND = "answers"
_QUESTIONS = 120
# Names that a file may have, and that would be a yes if they were heard alone.
_NAMES = (
    "yes", "yes please.txt", "go ahead", "do it.sh", "confirm 47", "sure", "holiday.jpg", "okay", "delete them", "Work",
    "of course.pdf", "report 2025", "yes, delete them", "forty seven", "nope", "all right then", "I confirm", "right",
)  # fmt: skip
_ACTIONS = (
    "files.delete", "files.trash", "files.move", "files.rename", "apps.close", "shell.run", "bench.other", "undo.last",
)  # fmt: skip
_CONCERNS = ("final", "many", "preview", "open-elsewhere", "version-controlled", "hidden", "network", "changed-since")


class _LastQuestion:
    """Keeps the question that was put last."""

    question: Question

    def put(self, session: str, question: Question) -> None:
        self.question = question

    def get(self, session: str) -> Question | None:
        return self.question

    def take(self, session: str) -> Question | None:
        return self.question

    def clear(self) -> None:
        return None


class AnswerReview:
    """Tries the grammar of answers."""

    def __init__(self, texts: Sequence[str], tally: Tally) -> None:
        self._utterances = Utterances(texts)
        self._tally = tally
        self._questions = list(_questions(Random(tally.seed)))

    def run(self, first: int, cases: int) -> None:
        """Try so many utterances, numbered from `first`; each is no agreement."""
        done, number = 0, first
        while done < cases:
            rng = Random(self._tally.seed * 1_000_003 + number)
            question = rng.choice(self._questions)
            text = self._utterances.make(rng, question)
            if text is not None:
                self._judge(number, text, question)
                done += 1
            number += 1

    def _judge(self, number: int, text: str, question: Question) -> None:
        try:
            answer = parse_answer(text, "en", question)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is a fault
            self._tally.fault("crash", KIND, number, f"{type(error).__name__} at {text[:200]!r}")
            answer = None
        self._tally.count(KIND, "allowed" if answer else "denied" if answer is False else "refused")
        if answer:
            self._tally.fault("false_yes", KIND, number, f"{text[:200]!r} to {question.text[:200]!r}")


def _questions(rng: Random) -> Sequence[Question]:
    store, clock = _LastQuestion(), SystemClock()
    asking = OpenQuestions(store, Composers(lambda code: ReplyComposer(code, clock)), clock)
    found = []
    for _ in range(_QUESTIONS):
        asking.put("main", Plan(Source.GRAMMAR, (Step("files.any"),)), _ask(rng))
        found.append(replace(store.question, asked_at=datetime.min, expires_at=datetime.max))
    return found


def _ask(rng: Random) -> Ask:
    steps = tuple(_step(rng) for _ in range(rng.choice((1, 1, 1, 2, 3))))
    concerns = tuple(Concern(code) for code in rng.sample(_CONCERNS, rng.randint(0, 2)))
    return Ask(steps, concerns, rng.choice((Demand.YES, Demand.YES, Demand.CODE)))


def _step(rng: Random) -> Foreseen:
    name, count = rng.choice(_NAMES), rng.choice((1, 2, 42, 1000))
    facts: Facts = {"name": name, "count": count, "folder": rng.choice(_NAMES), "to": rng.choice(_NAMES)}
    action = rng.choice(_ACTIONS)
    spec = ActionSpec(action, f"Delete {name}.", frozenset({"files.destroy"}), Risk.IRREVERSIBLE, 5.0)
    effects = Effects((Touch(Access.DESTROY, f"/home/ann/{name}"),), count)
    return Foreseen(Step(action, facts), spec, Prospect(effects, facts))
