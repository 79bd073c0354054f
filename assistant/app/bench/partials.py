"""How far what is shown lags behind what is said: each word's end in the sound against the moment of its first event.

Where a word ends is told by the recogniser's own alignment of the whole recording (cross-attention, a few hundredths of
a second exact), which hears all of it and not only what was said so far.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import cast

from assistant.app.bench.report import spread
from assistant.config import paths
from assistant.kernel.types import Facts, JsonValue
from models.store import ModelStore

Words = Sequence[tuple[str, float]]
_SIGNS = re.compile(r"[^\w']")
# The wake phrase is not shown.
_PHRASE_WORDS = 2


def words_of(path: Path) -> Words:
    """Return the words of a recording, in their plain form, with the second at which each ends. Blocking."""
    from faster_whisper import WhisperModel

    model = WhisperModel(str(ModelStore(paths.models_dir()).path("whisper-base")), device="cpu", compute_type="int8")
    segments, _ = model.transcribe(
        str(path), language="en", beam_size=1, word_timestamps=True, initial_prompt="Hey Zenus, open the browser."
    )
    return [(_plain(word.word), float(word.end)) for segment in segments for word in segment.words or ()]


def figures(alone: Sequence[Facts], watched: Sequence[Facts], words: Mapping[str, Words]) -> dict[str, JsonValue]:
    """Return what somebody who watches sees, and what that costs."""
    lags_ms: list[float] = []
    revised = shown = 0
    for request in watched:
        texts = [
            (cast(float, at_s), str(text)) for at_s, text in cast(Sequence[Sequence[JsonValue]], request["partials"])
        ]
        lags_ms += word_lags_ms(texts, words[str(request["file"])])
        shown += len(texts)
        revised += sum(not _goes_on(before, after) for (_, before), (_, after) in pairwise(texts))
    seconds = sum(cast(float, request["duration_s"]) for request in watched)
    cpu_s = [sum(cast(float, request["cpu_s"]) for request in requests) for requests in (alone, watched)]
    return {
        "word_lag_ms": spread(lags_ms),
        "events": shown,
        "events_that_change_a_word": revised,
        "first_audio_ms": spread([cast(float, r["first_audio_ms"]) for r in watched if "first_audio_ms" in r]),
        "cpu_s_for_a_second_of_request": round((cpu_s[1] - cpu_s[0]) / seconds, 3),
    }


def word_lags_ms(partials: Sequence[tuple[float, str]], words: Words) -> list[float]:
    """Return how long after its end each word was shown first, of those that were shown at all."""
    said = [word for word, _ in words[_PHRASE_WORDS:]]
    ends_s = [end_s for _, end_s in words[_PHRASE_WORDS:]]
    first_s: dict[int, float] = {}
    for at_s, text in partials:
        seen = [_plain(word) for word in text.split()]
        for block in difflib.SequenceMatcher(None, said, seen, autojunk=False).get_matching_blocks():
            for place in range(block.a, block.a + block.size):
                first_s.setdefault(place, at_s)
    return [1000 * (at_s - ends_s[place]) for place, at_s in sorted(first_s.items())]


def _goes_on(before: str, after: str) -> bool:
    """Return whether all words that were shown stand there still."""
    first, then = ([_plain(word) for word in text.split()] for text in (before, after))
    return then[: len(first)] == first


def _plain(word: str) -> str:
    return _SIGNS.sub("", word).casefold()
