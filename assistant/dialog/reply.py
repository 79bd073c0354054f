"""The reply composer: two renderings of the execution record, at most two spoken sentences and a card.

It says nothing that the record does not hold. A step that is done and verified is claimed; one that could not be
verified is told with that doubt; one that failed is told with its reason, and a plan with a failed step is never told
as a success. The words are data, in `assistant/dialog/replies`.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from assistant.dialog.replies.templates import FALLBACK_KEY, CardTemplate, Variants, choose, load_replies
from assistant.dialog.replies.wording import Wording
from assistant.kernel.clock import Clock, SystemClock
from assistant.kernel.types import ActionResult, Card, Facts, JsonValue, Reply, Step
from assistant.kernel.verdict import Ask, Concern, Demand, Foreseen

if TYPE_CHECKING:
    from assistant.dialog.replies.additions import Additions

Sentences = Sequence[str]

MOST_ROWS = 100

# Facts that a template cannot be filled with: one is missing, or is not of the kind that the template takes it for.
_BAD_FACTS = (LookupError, ValueError, TypeError)


class ReplyComposer:
    """Composes replies in one language.

    Args:
        language: ISO 639-1 code.
        clock: For "today" and "tomorrow".
        additions: Words of packages; none of them is a key that Zenus itself has.

    Raises:
        ConfigError: `language-unknown`.
    """

    def __init__(self, language: str = "en", clock: Clock | None = None, additions: "Sequence[Additions]" = ()) -> None:
        data = load_replies(language)
        if additions:
            from assistant.dialog.replies.additions import merged  # costs two milliseconds, and few have packages

            data = merged(data, additions)
        self._replies = data.replies
        self._failures = data.failures
        self._deeds = data.deeds
        self._concerns = data.concerns
        self._refusals = data.refusals
        self._wording = Wording(data.words, clock or SystemClock(), self.deed)

    def message(self, key: str, facts: Facts) -> Reply:
        """Return the reply that a template gives for facts; it expects an answer if it is a question of the gate.

        Raises:
            LookupError: There is no such template, or a fact is missing.
        """
        variants = self._replies.get(key) or self._failures[key]
        sentences, card = self._render(variants, facts)
        return Reply(" ".join(sentences), card)

    def deed(self, action: str, facts: Facts, description: str = "") -> str:
        """Return the phrase that names a deed, to follow "shall I": "move 42 files to the trash".

        What reads, and an action from elsewhere, may have no phrase; then its description names it.
        """
        try:
            return self._render(self._deeds[action], facts)[0][0]
        except _BAD_FACTS:
            values = [str(value) for value in facts.values() if value not in ("", None)]
            plain = description[:1].lower() + description[1:].rstrip(".")
            return self._render(self._deeds["other"], {"what": plain or action, "values": values})[0][0]

    def question(self, ask: Ask, code: str) -> Reply:
        """Return the question that the gate asks: it names the objects, and their paths stand on the card."""
        deeds = [_named(foreseen) for foreseen in ask.steps]
        notes = [
            self._render(self._concerns[concern.code], concern.facts)[0][0]
            for concern in ask.concerns
            if concern.code in self._concerns
        ]
        facts: Facts = {"deeds": deeds, "note": notes[0] if notes else "", "code": code}
        key = "dialog.approval.code" if ask.demand is Demand.CODE else "dialog.approval"
        sentences, _card = self._render(self._replies[key], facts)
        rows = [(" ".join(notes),)] * bool(notes) + [
            row for foreseen in ask.steps for row in self._touch_rows(foreseen)
        ]
        return Reply(" ".join(sentences), Card(self._wording.fill("{deeds:deeds}", facts), tuple(rows)), True)

    def refusal(self, concern: Concern) -> Reply:
        """Return why the gate refuses."""
        return Reply(" ".join(self._refusal(concern)))

    def _refusal(self, concern: Concern) -> Sentences:
        return self._render(self._refusals.get(concern.code, self._refusals["other"]), concern.facts)[0]

    def preview(self, steps: Sequence[Foreseen], rest: Sequence[Step]) -> Reply:
        """Return what would be done, with every path on the card; `rest` are steps whose targets are not there yet."""
        deeds = [_named(foreseen) for foreseen in steps]
        deeds += [{"action": step.action, "facts": step.args} for step in rest]
        sentences, card = self._render(self._replies["dialog.dry_run"], {"deeds": deeds})
        changes = [foreseen.prospect.changes for foreseen in steps]
        if changes and all(changes):
            return Reply(" ".join(sentences), Card(card.title, tuple(chain(*changes)), "diff"))
        rows = [row for foreseen in steps for row in self._touch_rows(foreseen)]
        return Reply(" ".join(sentences), Card(card.title, tuple(rows)))

    def _touch_rows(self, foreseen: Foreseen) -> Sequence[tuple[str, ...]]:
        touches = foreseen.prospect.effects.touches
        if not touches:
            return [(self.deed(foreseen.step.action, foreseen.prospect.facts, foreseen.spec.description),)]
        rows = [(touch.path, self._wording.state(touch.access.value)) for touch in touches[:MOST_ROWS]]
        return rows + [("…", str(len(touches) - MOST_ROWS))] * (len(touches) > MOST_ROWS)

    def compose(self, results: Sequence[ActionResult], step_count: int = 0, refused: Concern | None = None) -> Reply:
        """Return the reply to a plan.

        Args:
            results: The record of each step that was begun, in order.
            step_count: How many steps the plan had, if more than were begun.
            refused: Why the gate let no further step begin.
        """
        total = max(step_count, len(results))
        if not results:
            return self.message("plan.nothing", {})
        if total == 1:
            sentences, card = self._step(results[0])
            return Reply(" ".join(sentences), card)
        steps = [self._step(result)[0] for result in results]
        reason = self._refusal(refused)[0] if refused else ""
        return Reply(" ".join(self._summary(results, steps, total, reason)), self._plan_card(results, steps, total))

    # ------------------------------------------------------------------------------------------------------ one step

    def _step(self, result: ActionResult) -> tuple[Sentences, Card]:
        """Return what can be said of one step, by its record."""
        if not result.ok:
            return self._failure(result)
        try:
            sentences, card = self._render(self._replies[result.message], result.facts)
        except _BAD_FACTS:
            # An action from elsewhere may bring no template; the record still says that it was done.
            sentences, card = self._render(self._replies["done"], {})
        return (sentences if result.is_verified else self._doubted(sentences)), card

    def _failure(self, result: ActionResult) -> tuple[Sentences, Card]:
        for key in (result.message, f"failed.{result.error_code}"):
            # Looked up among the failures alone: a failed step is never told in the words of a success.
            if key in self._failures:
                try:
                    return self._render(self._failures[key], result.facts)
                except _BAD_FACTS:
                    continue
        return self._render(self._failures[FALLBACK_KEY], result.facts)

    def _doubted(self, sentences: Sentences) -> Sentences:
        """Return the claim, which is the first sentence, as one that could not be confirmed."""
        claim = sentences[0].rstrip(".")
        return self._render(self._replies["unconfirmed"], {"sentence": claim})[0]

    # -------------------------------------------------------------------------------------------------- several steps

    def _summary(
        self, results: Sequence[ActionResult], steps: Sequence[Sentences], total: int, refusal: str
    ) -> Sentences:
        done = sum(result.ok for result in results)
        unconfirmed = sum(result.ok and not result.is_verified for result in results)
        facts: dict[str, JsonValue] = {"count": total, "done": done, "total": total, "unconfirmed": unconfirmed}
        if done < total:
            failed = [step for result, step in zip(results, steps, strict=True) if not result.ok]
            facts["reason"] = failed[0][0] if failed else refusal
            key = "plan.partly" if done else "plan.failed"
            return [sentence for sentence in self._render(self._failures[key], facts)[0] if sentence]
        facts.update(first=steps[0][0], last=steps[-1][0])
        has_room = total == 2 or not unconfirmed
        return self._render(self._replies["plan.done" if has_room else "plan.unconfirmed"], facts)[0]

    def _plan_card(self, results: Sequence[ActionResult], steps: Sequence[Sentences], total: int) -> Card:
        told = zip(results, steps, strict=True)
        rows = [(" ".join(sentences), self._wording.state(_state(result))) for result, sentences in told]
        rows += [("", self._wording.state("not_run"))] * (total - len(results))
        return Card(self._wording.count(total, "step"), tuple(rows))

    # -------------------------------------------------------------------------------------------------------- filling

    def _render(self, variants: Variants, facts: Facts) -> tuple[Sentences, Card]:
        variant = choose(variants, facts)
        sentences = [self._wording.fill(sentence, facts) for sentence in variant.say]
        return sentences, self._card(variant.card, facts) if variant.card else Card()

    def _card(self, template: CardTemplate, facts: Facts) -> Card:
        rows = [self._row(row, facts) for row in template.rows]
        items = facts[template.each] if template.each else ()
        if isinstance(items, Sequence) and not isinstance(items, str):
            named = [{**item, "item": item} if isinstance(item, Mapping) else {"item": item} for item in items]
            rows += [self._row(template.row, facts) for facts in named]
        return Card(self._wording.fill(template.title, facts), tuple(rows), template.kind)

    def _row(self, cells: Sequence[str], facts: Facts) -> tuple[str, ...]:
        return tuple(self._wording.fill(cell, facts) for cell in cells)


def _state(result: ActionResult) -> str:
    if not result.ok:
        return "failed"
    return "done" if result.is_verified else "unconfirmed"


def _named(foreseen: Foreseen) -> dict[str, JsonValue]:
    spec = foreseen.spec
    return {"action": spec.name, "facts": foreseen.prospect.facts, "description": spec.description}
