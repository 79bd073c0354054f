"""One decoding of one piece of sound with Whisper: the engine, and nothing that judges what came out.

Whisper's encoder is built for 30 s, and a command pays for all of it. Its positions are plain sinusoids, so it also
takes the sound plus two seconds, at least ten: a quarter of the cost. Three things make that work: the padding behind
the words, timestamps (their end mark tells the decoder that nothing follows; without them it repeats itself), and a
second hearing in a wider window for what still looks wrong, which `speech.stt.whisper` asks for.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from assistant.kernel.audio import SAMPLE_RATE_HZ
from assistant.kernel.errors import ModelError, UsageError
from speech.stt.guards import Hypothesis

if TYPE_CHECKING:
    import numpy.typing as npt

    Float32Array: TypeAlias = npt.NDArray[np.float32]

FULL_FRAMES = 3000
# In so short a window it would say the same three words again and again.
_DRAFT_REPEATS = 3
# One for what counts and one for drafts; they share the weights.
_WORKERS = 2
_FRAMES_PER_S = 100
# Of a token: what the engine calls 0 is no more than that.
_LEAST_PROB = 1e-9
_TIMESTAMP_S = 0.02
# What faster-whisper opens; without the tokenizer it would look for one on the network.
_FILES = ("model.bin", "config.json", "tokenizer.json")
_VOCABULARIES = ("vocabulary.txt", "vocabulary.json")


@dataclass(frozen=True, slots=True)
class DecoderSettings:
    """How Whisper is run. Source of the numbers: measured with the base model on the development recordings.

    Attributes:
        cpu_threads: Threads of one decoding.
        compute_type: CTranslate2's arithmetic.
        beam_size: 1 is greedy.
        least_frames: The shortest window, in frames of 10 ms.
        padding_s: Silence that must lie between the end of the sound and the end of the window.
        wide_least_frames: As `least_frames`, for a second hearing: as accurate as the full window, at a third of it.
        wide_padding_s: As `padding_s`, for a second hearing.
        tokens_per_s: More text than this cannot be spoken. The fastest speakers reach 7 in English, 11 in Russian.
        spare_tokens: What short utterances may have on top.
        prompt_tokens: Room for prompt and hotwords together; each costs time.
        draft_padding_s: As `padding_s`, for a draft: it may be worse, and has to be quick.
        draft_tokens_per_s: As `tokens_per_s`, for a draft.
    """

    cpu_threads: int = 2
    compute_type: str = "int8"
    beam_size: int = 1
    least_frames: int = 1000
    padding_s: float = 2.0
    wide_least_frames: int = 1500
    wide_padding_s: float = 6.0
    tokens_per_s: float = 12.0
    spare_tokens: int = 12
    prompt_tokens: int = 96
    draft_padding_s: float = 1.0
    draft_tokens_per_s: float = 5.0


@dataclass(frozen=True, slots=True)
class EncodedSound:
    """Sound that went through the encoder."""

    output: Any
    duration_s: float


class WhisperDecoder:
    """A loaded Whisper model. One thread at a time, and besides it one more for drafts.

    Args:
        model_dir: A CTranslate2 model with its tokenizer.
        settings: How it is run.

    Raises:
        ModelError: `model-missing` or `model-damaged`.
    """

    def __init__(self, model_dir: Path, settings: DecoderSettings) -> None:
        self._settings = settings
        self._model = _load(model_dir, settings)
        self._tokenizers: dict[str, Any] = {}

    @property
    def languages(self) -> frozenset[str]:
        """The languages that the model knows."""
        return frozenset(self._model.supported_languages)

    def encode(self, samples: "Float32Array", *, is_wide: bool = False) -> EncodedSound:
        """Encode float samples of at most 30 s, in a window that fits tightly or with room."""
        duration_s = len(samples) / SAMPLE_RATE_HZ
        return self._encode(samples, window_frames(duration_s, self._settings, is_wide=is_wide))

    def draft(self, samples: "Float32Array", among: Sequence[str]) -> str:
        """Write down quickly what is said in sound that breaks off anywhere: no prompt, and no second hearing."""
        settings = self._settings
        sound, _ = self._encode_breaking_off(samples)
        tokenizer = self._tokenizer(among[0] if len(among) == 1 else self.detect_language(sound, among))
        start = list(tokenizer.sot_sequence)
        budget = settings.spare_tokens + round(settings.draft_tokens_per_s * sound.duration_s)
        result = self._model.model.generate(
            *(sound.output, [start]),
            beam_size=1,
            max_length=min(len(start) + budget, self._model.max_length),
            no_repeat_ngram_size=_DRAFT_REPEATS,
        )[0]
        return str(tokenizer.decode([token for token in result.sequences_ids[0] if token < tokenizer.eot])).strip()

    def encoder_output(self, samples: "Float32Array") -> "Float32Array":
        """Return what the encoder makes of exactly these samples: `float32[n, size]`, n of them in 20 ms each."""
        frames = len(samples) * _FRAMES_PER_S // SAMPLE_RATE_HZ
        output: Float32Array = np.array(self._encode(samples, frames).output)[0]
        return output

    def log_prob(self, samples: "Float32Array", texts: Iterable[str], language: str) -> float:
        """Return the logarithm of the probability of the likeliest of `texts` to be how the speech begins."""
        sound, frames = self._encode_breaking_off(samples)
        tokenizer = self._tokenizer(language)
        start = list(tokenizer.sot_sequence)

        def of(text: str) -> float:
            tokens = tokenizer.encode(" " + text)
            found = self._model.model.align(sound.output, start, [tokens], [frames // 2])[0]
            return sum(math.log(max(prob, _LEAST_PROB)) for prob in found.text_token_probs)

        return max(map(of, texts))

    def _encode_breaking_off(self, samples: "Float32Array") -> tuple[EncodedSound, int]:
        """Encode sound that may break off anywhere; also return the window's frames of 10 ms."""
        frames = int(_FRAMES_PER_S * (len(samples) / SAMPLE_RATE_HZ + self._settings.draft_padding_s))
        frames = min(FULL_FRAMES, frames + frames % 2)
        return self._encode(samples, frames), frames

    def _encode(self, samples: "Float32Array", frames: int) -> EncodedSound:
        features = self._model.feature_extractor(samples)[:, :frames]
        missing = frames - features.shape[1]
        output = self._model.encode(np.pad(features, ((0, 0), (0, missing))))
        return EncodedSound(output, len(samples) / SAMPLE_RATE_HZ)

    def detect_language(self, sound: EncodedSound, among: Sequence[str]) -> str:
        """Return the most likely of the languages `among`."""
        tokens = {f"<|{code}|>": code for code in among}
        ranked = self._model.model.detect_language(sound.output)[0]
        return next((tokens[token] for token, _ in ranked if token in tokens), among[0])

    def generate(
        self, sound: EncodedSound, language: str, prompt: str = "", hotwords: Sequence[str] = ()
    ) -> Hypothesis:
        """Write down what is said in `sound`."""
        tokenizer = self._tokenizer(language)
        start = [*self._prompt_tokens(tokenizer, prompt, hotwords), *tokenizer.sot_sequence]
        budget = round(self._settings.spare_tokens + self._settings.tokens_per_s * sound.duration_s)
        longest = min(len(start) + budget, self._model.max_length)
        result = self._model.model.generate(
            sound.output,
            [start],
            beam_size=self._settings.beam_size,
            max_length=longest,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        tokens = result.sequences_ids[0]
        text = [token for token in tokens if token < tokenizer.eot]
        last = tokens[-1] - tokenizer.timestamp_begin if tokens else -1
        return Hypothesis(
            text=tokenizer.decode(text).strip(),
            # The engine's score leaves out the end mark from the count; faster-whisper's rule counts it.
            mean_logprob=result.scores[0] * len(tokens) / (len(tokens) + 1),
            no_speech_prob=result.no_speech_prob,
            tokens=len(text),
            end_s=last * _TIMESTAMP_S if text and last > 0 else None,
            is_cut=len(start) + len(tokens) >= longest,
        )

    def _prompt_tokens(self, tokenizer: Any, prompt: str, hotwords: Sequence[str]) -> list[int]:  # noqa: ANN401
        """Return what "came before": the names, most likely first, then the prompt; the prompt is never cut off."""
        room = self._settings.prompt_tokens
        before: list[int] = tokenizer.encode(" " + prompt.strip())[-room:] if prompt.strip() else []
        if hotwords:
            names: list[int] = tokenizer.encode(" " + ", ".join(hotwords))
            before = names[: room - len(before)] + before
        return [tokenizer.sot_prev, *before] if before else []

    def _tokenizer(self, language: str) -> Any:  # noqa: ANN401  # faster-whisper has no types
        from faster_whisper.tokenizer import Tokenizer

        if language not in self._tokenizers:
            if language not in self.languages:
                raise UsageError(
                    f"The recogniser does not know the language {language!r}.",
                    code="unknown-language",
                    hint="Use a two-letter language code that the speech model knows, such as en.",
                )
            is_multilingual = self._model.model.is_multilingual
            self._tokenizers[language] = Tokenizer(
                self._model.hf_tokenizer, is_multilingual, task="transcribe", language=language
            )
        return self._tokenizers[language]


def window_frames(duration_s: float, settings: DecoderSettings, *, is_wide: bool = False) -> int:
    """Return the encoder window for sound of this length: an even number of frames, at most 30 s."""
    padding_s = settings.wide_padding_s if is_wide else settings.padding_s
    least_frames = settings.wide_least_frames if is_wide else settings.least_frames
    frames = max(least_frames, int(_FRAMES_PER_S * (duration_s + padding_s)))
    return min(FULL_FRAMES, frames + frames % 2)


def _load(model_dir: Path, settings: DecoderSettings) -> Any:  # noqa: ANN401  # faster-whisper has no types
    missing = [name for name in _FILES if not (model_dir / name).is_file()]
    if missing or not any((model_dir / name).is_file() for name in _VOCABULARIES):
        raise ModelError(
            f"The speech model {model_dir.name!r} is missing, or a part of it is.",
            code="model-missing",
            hint="Run `zenus models fetch`.",
        )
    from faster_whisper import WhisperModel

    try:
        return WhisperModel(
            str(model_dir),
            device="cpu",
            compute_type=settings.compute_type,
            cpu_threads=settings.cpu_threads,
            num_workers=_WORKERS,
            local_files_only=True,
        )
    except Exception as error:  # the engine and the tokenizer raise whatever they like
        raise ModelError(
            f"The speech model {model_dir.name!r} is damaged.",
            code="model-damaged",
            hint="Run `zenus models fetch`.",
        ) from error
