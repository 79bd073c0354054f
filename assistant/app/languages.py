"""Which languages Zenus takes requests in: those of the settings that it has words for."""

from assistant.config.settings import Settings
from assistant.understanding.language import known_languages


def spoken_languages(settings: Settings) -> tuple[str, ...]:
    """Return the languages of requests and their answers, the main one first.

    That one is alone unless it stands among several that are spoken: nothing is guessed for who speaks only one.
    """
    main, spoken = settings.assistant.language, settings.speech.languages
    others = [code for code in spoken if code in known_languages()] if main in spoken else []
    return tuple(dict.fromkeys((main, *others)))
