"""The recogniser: from an utterance or a whole recording to text that can be trusted, or to none.

The order is: find the speech (nothing is decoded where nobody speaks), cut what is long at pauses, decode each piece in
a short window, judge it, and hear what is doubtful again in a wider one. `speech.stt.decoder` owns the engine,
`speech.stt.guards` the judgement.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.kernel.audio import SAMPLE_RATE_HZ, duration_s
from assistant.kernel.types import SpeechHints, Transcript
from speech.stt.decoder import DecoderSettings, WhisperDecoder
from speech.stt.guards import GuardSettings, Hypothesis, agrees, echoes, is_good, is_speech, is_whole, without_loop
from speech.vad.regions import Region, RegionSettings, speech_pieces
from speech.vad.silero import SileroNet, as_floats

if TYPE_CHECKING:
    from speech.stt.decoder import Float32Array

# Text that ends this long before its piece does has lost a sentence.
_LARGEST_LOSS_S = 2.5
# Less speech does not tell its language.
_SHORTEST_TELLING_S = 0.4


@dataclass(frozen=True, slots=True)
class WhisperSettings:
    """How the recogniser cuts, decodes and doubts."""

    decoder: DecoderSettings = field(default_factory=DecoderSettings)
    guards: GuardSettings = field(default_factory=GuardSettings)
    regions: RegionSettings = field(default_factory=RegionSettings)


class WhisperStt:
    """`SpeechToText` on faster-whisper. Loads the model at the first use; one thread at a time, and one for drafts.

    Args:
        model_dir: A CTranslate2 Whisper model with its tokenizer.
        settings: How to cut, decode and doubt.
        net: Voice activity network shared with others of the same thread; by default one of its own.
    """

    def __init__(
        self, model_dir: Path, *, settings: WhisperSettings | None = None, net: SileroNet | None = None
    ) -> None:
        self._model_dir = model_dir
        self._settings = settings or WhisperSettings()
        self._net = net
        self._loaded: WhisperDecoder | None = None

    @property
    def model_name(self) -> str:
        """The model's name in the catalogue, which is that of its folder."""
        return self._model_dir.name

    def warm_up(self) -> None:
        """Load the models and decode a second of silence.

        Raises:
            ModelError: `model-missing` or `model-damaged`.
        """
        silence = np.zeros(SAMPLE_RATE_HZ, dtype=np.float32)
        self._vad()
        self._decoder().generate(self._decoder().encode(silence), "en")

    def transcribe(self, pcm: bytes, hints: SpeechHints) -> Transcript:
        """Return what was said in int16 mono 16 kHz `pcm` of any length; empty text where nobody speaks.

        Without `hints.languages` any language may be spoken.

        Raises:
            ModelError: `model-missing` or `model-damaged`.
            UsageError: `unknown-language`.
        """
        heard: list[Hypothesis] = []
        pieces = speech_pieces(pcm, self._vad(), self._settings.regions)
        language = self._language(pcm, pieces, hints)
        for piece in pieces:
            samples = as_floats(piece.cut(pcm))
            heard += _Piece(self._decoder(), samples, language, hints, self._settings.guards).transcribe()
        return Transcript(
            text=" ".join(hypothesis.text for hypothesis in heard),
            language=language,
            confidence=confidence(heard),
            duration_s=duration_s(pcm),
        )

    def draft(self, pcm: bytes, hints: SpeechHints) -> str:
        """Return what `pcm` seems to say so far, in one of the hints' languages. Quick, and less sure.

        Raises:
            ModelError: `model-missing` or `model-damaged`.
            UsageError: `unknown-language`.
        """
        return self._decoder().draft(as_floats(pcm), hints.languages or ("en",))

    def encode(self, pcm: bytes) -> "Float32Array":
        """Return the encoder's output for `pcm` of at most 30 s, `float32[n, size]`, one row for each 20 ms.

        Another thread may call it meanwhile.

        Raises:
            ModelError: `model-missing` or `model-damaged`.
        """
        return self._decoder().encoder_output(as_floats(pcm))

    def log_prob(self, pcm: bytes, texts: Iterable[str]) -> float:
        """Return the logarithm of the probability of the likeliest of `texts`, in English, to be how `pcm` begins.

        `pcm` lasts at most 30 s. Another thread may call it meanwhile.

        Raises:
            ModelError: `model-missing` or `model-damaged`.
        """
        return self._decoder().log_prob(as_floats(pcm), texts, "en")

    def _language(self, pcm: bytes, pieces: Sequence[Region], hints: SpeechHints) -> str:
        """Return the language of what is said after the wake phrase, as far as there is a choice."""
        if len(hints.languages) == 1 or not pieces:
            return next(iter(hints.languages), "en")
        requests = (replace(piece, start_s=max(piece.start_s, hints.phrase_s)) for piece in pieces)
        telling = next((each for each in requests if each.duration_s >= _SHORTEST_TELLING_S), pieces[0])
        decoder = self._decoder()
        among = hints.languages or sorted(decoder.languages)
        return decoder.detect_language(decoder.encode(as_floats(telling.cut(pcm))), among)

    def _decoder(self) -> WhisperDecoder:
        if self._loaded is None:
            self._loaded = WhisperDecoder(self._model_dir, self._settings.decoder)
        return self._loaded

    def _vad(self) -> SileroNet:
        if self._net is None:
            self._net = SileroNet()
        return self._net


def confidence(heard: Sequence[Hypothesis]) -> float:
    """Return the geometric mean of the tokens' probabilities; 0 when nothing was heard."""
    tokens = sum(hypothesis.tokens for hypothesis in heard)
    if not tokens:
        return 0.0
    return math.exp(sum(hypothesis.mean_logprob * hypothesis.tokens for hypothesis in heard) / tokens)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One piece of speech of at most 30 s on its way to text."""

    decoder: WhisperDecoder
    samples: "Float32Array"
    language: str
    hints: SpeechHints
    guards: GuardSettings

    def transcribe(self) -> list[Hypothesis]:
        """Return what was said, in order; nothing for sound that is no speech."""
        heard = self._hear(is_wide=False)
        if not is_good(heard, self.guards):
            heard = max(self._hear(is_wide=True), heard, key=self._credit)
            heard = replace(heard, text=without_loop(heard.text))
        if not is_speech(heard, self.guards):
            return []
        return [heard, *self._rest(heard)]

    def _hear(self, *, is_wide: bool) -> Hypothesis:
        """Decode with the hints; without them when all that came out is a hint and the sound does not bear it."""
        sound = self.decoder.encode(self.samples, is_wide=is_wide)
        prompt = self.hints.prompts.get(self.language, "")
        heard = self.decoder.generate(sound, self.language, prompt, self.hints.hotwords)
        if not any(echoes(heard.text, given) for given in (prompt, *self.hints.hotwords)):
            return heard
        unbiased = self.decoder.generate(sound, self.language)
        return heard if agrees(heard.text, unbiased.text) else unbiased

    def _credit(self, heard: Hypothesis) -> tuple[bool, float]:
        return bool(heard.text) and is_whole(heard, self.guards), heard.mean_logprob

    def _rest(self, heard: Hypothesis) -> list[Hypothesis]:
        """Hear what comes after the last sentence, when the decoder stopped long before the sound did."""
        rest = self.samples[round(heard.end_s * SAMPLE_RATE_HZ) :] if heard.end_s else self.samples[:0]
        if len(rest) < _LARGEST_LOSS_S * SAMPLE_RATE_HZ:
            return []
        return replace(self, samples=rest).transcribe()
