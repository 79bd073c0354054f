"""The rules of English in the order in which they are tried: the longer kinds of writing first."""

from speech.tts.english import names, quantities, times, words
from speech.tts.rewriting import Rewriter

say = Rewriter((*names.RULES, *times.RULES, *quantities.RULES, *words.RULES))
