"""Which languages requests may be in."""

import pytest

from assistant.app.languages import spoken_languages
from assistant.config.settings import Settings


@pytest.mark.parametrize(
    ("main", "spoken", "expected"),
    [
        ("en", ["en"], ("en",)),
        ("en", ["en", "de"], ("en", "de")),
        ("de", ["en", "de"], ("de", "en")),
        ("de", ["en"], ("de",)),
        ("en", ["en", "fi"], ("en",)),
    ],
)
def test_the_main_language_comes_first_and_is_alone_unless_it_is_one_of_several(
    main: str, spoken: list[str], expected: tuple[str, ...]
) -> None:
    settings = Settings.model_validate({"assistant": {"language": main}, "speech": {"languages": spoken}})
    assert spoken_languages(settings) == expected
