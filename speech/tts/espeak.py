"""The voice of last resort: espeak-ng, a synthesiser of a hundred languages that is installed with many systems.

It sounds like a machine, but it speaks where there is no neural voice for a language. The program is run once for each
clause; its sound is read while it is still being made.
"""

import shutil
import subprocess
import wave
from collections.abc import Iterator

from assistant.kernel.audio import SAMPLE_BYTES
from assistant.kernel.errors import ModelError

PROGRAM = "espeak-ng"
SAMPLE_RATE_HZ = 22_050
# 100 ms of int16.
_BLOCK_BYTES = SAMPLE_RATE_HZ // 10 * SAMPLE_BYTES
# Its own pace at speed 1.
_WORDS_PER_MINUTE = 165


class EspeakTts:
    """Implements `TextToSpeech` on the program espeak-ng.

    Args:
        language: ISO 639-1 code.
        speed: 1.0 is its usual pace; greater is faster.
    """

    sample_rate_hz = SAMPLE_RATE_HZ

    def __init__(self, language: str, *, speed: float = 1.0) -> None:
        pace = round(_WORDS_PER_MINUTE * speed)
        self._command = [PROGRAM, "-v", language, "-s", str(pace), "-b", "1", "--stdin", "--stdout"]

    @staticmethod
    def is_installed() -> bool:
        """Return whether the program is there."""
        return shutil.which(PROGRAM) is not None

    def warm_up(self) -> None:
        """Speak once into the void.

        Raises:
            ModelError: `voice-missing`: the program is not there, or does not know the language.
        """
        if not any(self.synthesise("1")):
            raise _missing()

    def synthesise(self, text: str) -> Iterator[bytes]:
        """Yield mono int16 blocks of at most 100 ms for one clause of spoken text. Safe to abandon between blocks."""
        printable = "".join(char if char.isprintable() else " " for char in text)
        if not printable.strip():
            return
        try:
            program = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise _missing() from error
        with program:
            _tell(program, printable)
            try:
                yield from _blocks(program)
            finally:
                program.kill()


def _tell(program: "subprocess.Popen[bytes]", text: str) -> None:
    assert program.stdin, "opened with a pipe"
    try:
        program.stdin.write(text.encode())
        program.stdin.close()
    except BrokenPipeError as error:  # It has ended without reading: it does not know the language.
        raise _missing() from error


def _blocks(program: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    assert program.stdout, "opened with a pipe"
    try:
        with wave.open(program.stdout, "rb") as sound:
            while block := sound.readframes(_BLOCK_BYTES // SAMPLE_BYTES):
                yield block
    except (wave.Error, EOFError) as error:
        raise _missing() from error


def _missing() -> ModelError:
    hint = "Install the program espeak-ng with its voices, and I can speak."
    return ModelError("There is no voice for this language.", code="voice-missing", hint=hint)
