"""What can be said to Zenus: from the running instance, whose packages may add to it, else from the templates."""

from collections.abc import Sequence
from typing import cast

from assistant.app.link.client import LinkClient
from assistant.config import paths
from assistant.config.loading import load_settings
from assistant.kernel.errors import InstanceError
from assistant.kernel.sayings import Saying
from assistant.understanding.examples import sayings
from assistant.understanding.language import load_language


def find_sayings(search: str, *, with_patterns: bool = False) -> Sequence[Saying]:
    """Return what can be said in the user's language, all of it or what `search` finds; topic by topic.

    Args:
        search: A topic, or words to look for; "" for everything.
        with_patterns: Also all other ways to say it.
    """
    language = load_language(load_settings().assistant.language)
    own = sayings(language, search, with_patterns=with_patterns)
    titles = {topic.name: topic.title for topic in language.topics}
    said = {saying.say for saying in own}
    added = [(say, topic) for say, topic in _of_instance(search) if say not in said]
    return [*own, *(Saying(say, topic, titles.get(topic, topic)) for say, topic in added)]


def _of_instance(search: str) -> Sequence[tuple[str, str]]:
    """Return the sentences of the instance that runs, each with its topic; none if none runs."""
    try:
        with LinkClient(paths.socket_file()) as client:
            return cast(Sequence[tuple[str, str]], client.call("examples", search=search))
    except InstanceError as error:
        if error.code != "not-running":
            raise
        return ()
