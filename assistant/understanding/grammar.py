"""The grammar tier: from words to a plan by sentence templates, in about a millisecond and without a model."""

from collections.abc import Mapping, Sequence

from assistant.kernel.clock import Clock
from assistant.kernel.ports import NameSource
from assistant.kernel.types import Completeness, Plan, Source, SpeechHints, Step
from assistant.understanding.examples import examples_of
from assistant.understanding.language import Language, load_language
from assistant.understanding.names import NameIndex
from assistant.understanding.recogniser import Match, Recogniser
from assistant.understanding.request import Request, ends_with_any, read_request
from assistant.understanding.resolve import Resolver
from assistant.understanding.stop import is_stop

MOST_HOTWORDS = 24
_LONGEST_HOTWORD = 30
# Slots that may go on with any word; a request that ends in one waits for an ordinary silence.
_OPEN_ENDED = frozenset({"label", "text", "name"})


class GrammarInterpreter:
    """Understands requests in the languages it was built for; implements `Interpreter`.

    Templates are compiled and warmed here, once. Live names are indexed again when a source returns another list.

    Args:
        languages: ISO 639-1 codes; the first is the user's own.
        names: Live names by slot; "app" is used.
        clock: Gives the moment that "tomorrow" depends on.

    Raises:
        ConfigError: `unknown-language` or `bad-template`.
    """

    def __init__(self, languages: Sequence[str], names: Mapping[str, NameSource], clock: Clock) -> None:
        self._languages = {code: load_language(code) for code in languages}
        self._recognisers = {code: Recogniser(language) for code, language in self._languages.items()}
        self._names = names
        self._clock = clock
        self._indexes: dict[str, NameIndex] = {}

    def interpret(self, text: str, language: str = "en") -> Plan | None:
        """Return the plan for `text`, None if it means nothing known."""
        if language not in self._languages:
            return None
        request = read_request(text, self._languages[language].lexicon)
        if is_stop(request.text, language):
            return Plan(Source.GRAMMAR, (Step("dialog.stop"),), rule="stop")
        read = self._read(request, language)
        return Plan(Source.GRAMMAR, (read[1],), rule=read[0].template) if read else None

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
        if read := self._read(request, language):
            return self._completeness_of(read[0], request, language)
        return Completeness.OPEN if self._could_go_on(request, language) else Completeness.UNKNOWN

    def hints(self, language: str = "en") -> SpeechHints:
        """Return how the recogniser should spell, and which names may be heard; both short."""
        if language not in self._languages:
            return SpeechHints(languages=(language,))
        spoken = (name for name, _value in self._names["app"].names()) if "app" in self._names else ()
        hotwords = list(dict.fromkeys(name for name, _ in zip(spoken, range(MOST_HOTWORDS), strict=False)))
        return SpeechHints(
            languages=(language,),
            prompt=self._languages[language].prompt,
            hotwords=tuple(name for name in hotwords if len(name) <= _LONGEST_HOTWORD),
        )

    def examples(self, topic: str = "", language: str = "en") -> tuple[Sequence[str], Sequence[str]]:
        """Return what can be said about `topic`, or one sentence of each topic, and the names of all topics."""
        return examples_of(self._languages.get(language) or next(iter(self._languages.values())), topic)

    def _read(self, request: Request, language: str) -> tuple[Match, Step] | None:
        """Return the surest way to read the request, and its step."""
        if not request.words:
            return None
        known = self._languages[language]
        resolver = Resolver(known, lambda: self._index("app", known), self._clock.now())
        for match in self._recognisers[language].matches(request.text):
            step = resolver.step(match, request)
            if step is not None:
                return match, step
        return None

    def _completeness_of(self, match: Match, request: Request, language: str) -> Completeness:
        last = next((name for name, (_, end) in match.slots.items() if end == len(request.text)), "")
        words = request.slice(*match.slots[last]) if last else ()
        is_open = last in _OPEN_ENDED or (bool(last) and words[-1].text.isdigit())
        if last == "app":
            index = self._index("app", self._languages[language])
            heard = " ".join(word.text for word in words)
            is_open = index.exact(heard) is None or bool(index.longer(heard))
        return Completeness.UNKNOWN if is_open else Completeness.COMPLETE

    def _could_go_on(self, request: Request, language: str) -> bool:
        lexicon = self._languages[language].lexicon
        for continuation in lexicon.continuations:
            if self._read(read_request(f"{request.text} {continuation}", lexicon), language):
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
