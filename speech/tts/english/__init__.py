"""How English text is said."""

from speech.tts.english.rules import say

__all__ = ["say"]
