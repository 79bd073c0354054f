"""The closed list of capabilities."""

import pytest

from assistant.kernel.capabilities import CAPABILITIES, is_capability


@pytest.mark.parametrize("name", [*CAPABILITIES, "plugin.lamp", "plugin.a1_b", f"plugin.{'a' * 40}"])
def test_a_capability_may_be_asked_for(name: str) -> None:
    assert is_capability(name)


@pytest.mark.parametrize(
    "name",
    [
        *["", "files", "files.", "files.everything", "FILES.READ", " files.read", "files.read\n", "plugin", "plugin."],
        *["plugin.Lamp", "plugin.1", "plugin.a.b", "plugin.a b", "plugin.a\n", f"plugin.{'a' * 41}", "xplugin.a"],
    ],
)
def test_nothing_else_may(name: str) -> None:
    assert not is_capability(name)


@pytest.mark.parametrize(("name", "meaning"), CAPABILITIES.items())
def test_what_it_allows_follows_i_am_not_allowed_to(name: str, meaning: str) -> None:
    assert meaning[0].islower() and not meaning.endswith("."), name


def test_the_list_is_closed() -> None:
    with pytest.raises(TypeError):
        CAPABILITIES["files.everything"] = "do anything"  # type: ignore[index]
