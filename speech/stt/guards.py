"""What tells a true transcript from an invented one: pure functions on text and scores.

Whisper was trained to caption films. Given noise it writes what films often say; given too little sound around a word
it repeats the word; given a prompt it repeats the prompt. Each has its mark, and none of the marks is in the words
alone: a doubtful text is heard again in another way before it is thrown away.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

_WORD = re.compile(r"\w+(?:['’]\w+)*")
# Words of so many letters stand in any sentence.
_SHORT_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One decoding of one piece of sound.

    Attributes:
        mean_logprob: Mean natural logarithm of the tokens' probabilities, the end included.
        no_speech_prob: The model's own idea that nobody speaks.
        tokens: How many were written; 0 for empty text.
        end_s: The time with which the model ended its text; None when it ended without one.
        is_cut: It was stopped before it came to an end by itself.
    """

    text: str
    mean_logprob: float
    no_speech_prob: float
    tokens: int
    end_s: float | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """Where doubt begins and belief ends. Source of the log-probabilities: the development recordings, base model.

    Attributes:
        doubtful_logprob: Below it the short window is wrong as often as right, and a wider one often right.
        hopeless_logprob: Below it nobody said such a thing.
        no_speech_prob: From here up the model says that nobody speaks. Source: Whisper's own default.
        denied_logprob: What of that text is believed all the same must be at least this likely.
        longest_ratio: Text that zlib packs better than this repeats itself. Source: Whisper's own default.
    """

    doubtful_logprob: float = -0.8
    hopeless_logprob: float = -1.25
    no_speech_prob: float = 0.6
    denied_logprob: float = -0.8
    longest_ratio: float = 2.4


def is_good(hypothesis: Hypothesis, settings: GuardSettings) -> bool:
    """Say whether the first hearing can be believed, or whether the sound should be heard again with more care."""
    return (
        is_speech(hypothesis, settings)
        and hypothesis.mean_logprob >= settings.doubtful_logprob
        and is_whole(hypothesis, settings)
    )


def is_speech(hypothesis: Hypothesis, settings: GuardSettings) -> bool:
    """Say whether somebody can have said this at all."""
    is_denied = hypothesis.no_speech_prob >= settings.no_speech_prob
    least_logprob = settings.denied_logprob if is_denied else settings.hopeless_logprob
    return bool(words(hypothesis.text)) and hypothesis.mean_logprob >= least_logprob


def is_whole(hypothesis: Hypothesis, settings: GuardSettings) -> bool:
    """Say whether the decoder came to an end by itself and without a loop."""
    return not hypothesis.is_cut and not repeats(hypothesis.text, settings.longest_ratio)


def words(text: str) -> list[str]:
    """Return the words of `text` without case and punctuation."""
    return [word.casefold() for word in _WORD.findall(text)]


def repeats(text: str, longest_ratio: float = 2.4) -> bool:
    """Say whether `text` looks like a loop: it ends on what it has just said, or is too regular as a whole.

    Said once more in full ("next next"), or three words of it ("John Murray of Athol John Murray of"), is a loop.
    """
    is_loop = any(repeated >= min(unit, 3) for unit, repeated in _endings(words(text)))
    return is_loop or compression_ratio(text) > longest_ratio


def without_loop(text: str) -> str:
    """Return `text` up to the first saying of the words that it ends on three times or more."""
    spoken = list(_WORD.finditer(text))
    endings = _endings([match.group().casefold() for match in spoken])
    longest = max((repeated for unit, repeated in endings if repeated >= 2 * unit), default=0)
    return text[: spoken[-1 - longest].end()] if longest else text


def _endings(heard: Sequence[str]) -> list[tuple[int, int]]:
    """Return for each length of a unit how many of the last words repeat what stands one unit before them."""
    return [(unit, _repeated(heard, unit)) for unit in range(1, len(heard))]


def _repeated(heard: Sequence[str], unit: int) -> int:
    """Return how many of the last words are each the same as the one `unit` words earlier."""
    pairs = zip(reversed(heard), reversed(heard[:-unit]), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def compression_ratio(text: str) -> float:
    """Return how many times shorter zlib makes `text`; ordinary sentences stay below 2."""
    data = text.encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0


def echoes(text: str, prompt: str) -> bool:
    """Say whether `text` has no word that `prompt` lacks, but for the shortest: "The browser is open"."""
    heard = [word for word in words(text) if len(word) > _SHORT_LETTERS]
    return bool(heard) and set(words(prompt)).issuperset(heard)


def agrees(text: str, other: str, least_similarity: float = 0.6) -> bool:
    """Say whether two texts sound alike, letter by letter: "Hey Venus, open" agrees with "Hey Zenus, open"."""
    from rapidfuzz.distance import Indel

    one, two = ("".join(words(side)) for side in (text, other))
    return bool(one and two) and Indel.normalized_similarity(one, two) >= least_similarity
