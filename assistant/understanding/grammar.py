"""The grammar tier: from words to a plan by sentence templates, in about a millisecond and without a model."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.kernel.clock import Clock
from assistant.kernel.ports import NameSource
from assistant.kernel.sayings import Saying
from assistant.kernel.types import Completeness, Plan, Source, SpeechHints, Step
from assistant.understanding.examples import examples_of, sayings
from assistant.understanding.language import Language, load_language
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.names import NameIndex
from assistant.understanding.readers.files import FILE_SLOTS, goes_on
from assistant.understanding.readers.scope import Scope
from assistant.understanding.recogniser import Match, Recogniser
from assistant.understanding.references import read_reference
from assistant.understanding.request import Request, ends_with_any, read_request
from assistant.understanding.resolve import SURELY, Resolver
from assistant.understanding.stop import is_stop

MOST_HOTWORDS = 24
_LONGEST_HOTWORD = 30
# Slots that may go on with any word; a request that ends in one waits for an ordinary silence.
_OPEN_ENDED = frozenset({"label", "text", "name"})


FOLLOW_UP = "follow."
ALONE = "alone"
"""The flag of templates that are a name and no more, which is a request where nothing else can be meant by it."""
_NO_REQUEST = frozenset({"asks", ALONE})


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a request, and the step that it asks for; `refers` is the slot that holds a pronoun, or empty."""

    match: Match
    step: Step
    request: Request
    refers: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it stands on its own: it neither refers to an earlier request nor leaves something open."""
        is_request = not self.step.action.startswith(FOLLOW_UP) and _NO_REQUEST.isdisjoint(self.match.flags)
        return is_request and not self.refers

    def plan(self, said: str) -> Plan:
        """Return the plan of this one step."""
        return Plan(Source.GRAMMAR, (self.step,), rule=self.match.template, said=said)


class GrammarInterpreter:
    """Understands requests in the languages it was built for; implements `Interpreter`.

    Templates are compiled and warmed here, once. Live names are indexed again when a source returns another list.

    Args:
        languages: ISO 639-1 codes; the first is the user's own.
        names: Live names by slot; "app" is used.
        clock: Gives the moment that "tomorrow" depends on.
        load: Returns what is known of a language.
        kept: Folder that keeps compiled templates between runs; None for none.

    Raises:
        ConfigError: `unknown-language` or `bad-template`.
    """

    def __init__(
        self,
        languages: Sequence[str],
        names: Mapping[str, NameSource],
        clock: Clock,
        load: Callable[[str], Language] = load_language,
        kept: Path | None = None,
    ) -> None:
        self._languages = {code: load(code) for code in languages}
        self._recognisers = {code: Recogniser(language, kept) for code, language in self._languages.items()}
        self._names = names
        self._clock = clock
        self._indexes: dict[str, NameIndex] = {}

    def with_names(self, names: Mapping[str, NameSource], clock: Clock) -> "GrammarInterpreter":
        """Return one that shares the compiled templates, and reads other names."""
        other = copy(self)
        other._names, other._clock, other._indexes = names, clock, {}
        return other

    def interpret(self, text: str, language: str = "en") -> Plan | None:
        """Return the plan for `text`, None if it means nothing known."""
        if language not in self._languages:
            return None
        if is_stop(text, language) or is_stop(read_request(text, self._languages[language].lexicon).text, language):
            return Plan(Source.GRAMMAR, (Step("dialog.stop"),), rule="stop")
        reading = next((each for each in self.readings(text, language) if each.is_whole), None)
        return reading.plan(text) if reading else None

    def readings(self, text: str, language: str) -> Iterator[Reading]:
        """Yield every way to read `text` that means something, the surest first, follow-ups and open ones included."""
        known = self._languages.get(language)
        request = read_request(text, known.lexicon) if known else None
        if known is None or request is None or not request.words:
            return
        resolver = self._resolver(known)
        for match in self._recognisers[language].matches(request.text):
            step = resolver.step(match, request)
            if step is not None:
                yield Reading(match, step, request, _referring_slot(match, request, known))

    def fit(self, reading: Reading, slot: str, language: str) -> int:
        """Return how well the words of a slot fit it; see `Resolver.fits`."""
        match, request = reading.match, reading.request
        if slot in match.listed:
            return SURELY
        words = request.slice(*match.slots[slot])
        return self._resolver(self._languages[language]).fits(slot, words, match, request) if words else 0

    def now(self) -> datetime:
        """Return the user's local time."""
        return self._clock.now()

    def lexicon(self, language: str) -> Lexicon | None:
        """Return the words of a language; None if it is not spoken."""
        known = self._languages.get(language)
        return known.lexicon if known else None

    def referring(self, language: str) -> Collection[str]:
        """Return the slots in which a pronoun may stand."""
        return self._languages[language].referring

    def completeness(self, text: str, language: str = "en") -> Completeness:
        """Say whether `text` could be a whole request."""
        if is_stop(text, language):
            return Completeness.COMPLETE
        if language not in self._languages:
            return Completeness.UNKNOWN
        lexicon = self._languages[language].lexicon
        request = read_request(text, lexicon)
        if request.is_cut or not request.words:
            return Completeness.UNKNOWN
        if ends_with_any(request.words, lexicon.dangling):
            return Completeness.OPEN
        if reading := next(self.readings(text, language), None):
            return self._completeness_of(reading.match, request, language)
        return Completeness.OPEN if self._could_go_on(request, language) else Completeness.UNKNOWN

    def hints(self, *languages: str) -> SpeechHints:
        """Return how the recogniser should spell, and which names may be heard; both short."""
        wanted = languages or ("en",)
        known = [code for code in wanted if code in self._languages]
        spoken = (name for name, _value in self._names["app"].names()) if known and "app" in self._names else ()
        hotwords = list(dict.fromkeys(name for name, _ in zip(spoken, range(MOST_HOTWORDS), strict=False)))
        return SpeechHints(
            languages=wanted,
            prompts={code: self._languages[code].prompt for code in known},
            hotwords=tuple(name for name in hotwords if len(name) <= _LONGEST_HOTWORD),
        )

    def examples(self, topic: str = "", language: str = "en") -> tuple[Sequence[str], Sequence[str]]:
        """Return what can be said about `topic`, or one sentence of each topic, and the names of all topics."""
        return examples_of(self._languages.get(language) or next(iter(self._languages.values())), topic)

    def sayings(self, search: str = "", language: str = "en", *, with_patterns: bool = False) -> Sequence[Saying]:
        """Return what can be said, all of it or what `search` finds; see `examples.sayings`."""
        known = self._languages.get(language) or next(iter(self._languages.values()))
        return sayings(known, search, with_patterns=with_patterns)

    def _resolver(self, known: Language) -> Resolver:
        return Resolver(self._scope(known))

    def _scope(self, known: Language) -> Scope:
        return Scope(known, lambda kind: self._index(kind, known), self._clock.now())

    def _completeness_of(self, match: Match, request: Request, language: str) -> Completeness:
        if "asks" in match.flags:
            return Completeness.OPEN
        last = next((name for name, (_, end) in match.slots.items() if end == len(request.text)), "")
        words = request.slice(*match.slots[last]) if last else ()
        is_open = last in _OPEN_ENDED or (bool(last) and words[-1].text.isdigit())
        if last in FILE_SLOTS:
            is_open = goes_on(last, words, match, request, self._scope(self._languages[language]))
        if last in ("app", "running"):
            index = self._index("app", self._languages[language])
            heard = " ".join(word.text for word in words)
            is_open = index.exact(heard) is None or bool(index.longer(heard))
        return Completeness.UNKNOWN if is_open else Completeness.COMPLETE

    def _could_go_on(self, request: Request, language: str) -> bool:
        lexicon = self._languages[language].lexicon
        for continuation in lexicon.continuations:
            if any(reading.is_whole for reading in self.readings(f"{request.text} {continuation}", language)):
                return True
        return False

    def _index(self, kind: str, language: Language) -> NameIndex:
        """Return the live names of a kind, indexed; the same list object is indexed once."""
        pairs = self._names[kind].names() if kind in self._names else ()
        key = f"{language.code}:{kind}"
        index = self._indexes.get(key)
        if index is None or index.pairs is not pairs:
            index = self._indexes[key] = NameIndex(pairs, language.lexicon.spelling)
        return index


def _referring_slot(match: Match, request: Request, language: Language) -> str:
    """Return the slot that holds nothing but a word for something said before; empty if none does."""
    for slot, span in match.slots.items():
        if slot in language.referring:
            said = " ".join(word.text for word in request.slice(*span))
            if read_reference(said, language.lexicon.references):
                return slot
    return ""
