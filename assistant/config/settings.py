"""The settings: one frozen, typed model in sections, whose field descriptions are the user's reference.

This owns names, meanings, defaults and limits. Where values come from is the matter of `assistant.config.loading`.
Pydantic takes a third of a second to import, so nothing imports this module that can do without settings.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from assistant.kernel.capabilities import CAPABILITIES, is_capability


def _known(name: str) -> str:
    if not is_capability(name):
        raise ValueError(f"there is no capability {name!r}")
    return name


Capability: TypeAlias = Annotated[str, AfterValidator(_known), WithJsonSchema({"enum": [*CAPABILITIES, "plugin.NAME"]})]
AccessName: TypeAlias = Literal["read", "restore", "create", "change", "move", "trash", "destroy", "write", "all"]
LogLevel: TypeAlias = Literal["debug", "info", "warning", "error"]
LanguageCode: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Name: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Section(BaseModel):
    """Base of all sections: frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AudioSettings(Section):
    """Which devices are used."""

    microphone: str = Field(
        default="", description="Microphone by name, or a part of it; empty follows the system's default."
    )
    speaker: str = Field(
        default="", description="Speaker by name, or a part of it; empty follows the system's default."
    )


class WakeSettings(Section):
    """How the wake phrase is listened for."""

    phrase: Name = Field(
        default="hey zenus",
        description="What Zenus answers to; any other must have been trained with `zenus wake train`.",
    )
    sensitivity: Literal["low", "normal", "high"] = Field(
        default="normal", description="How readily the phrase is heard; high also hears it by mistake more often."
    )
    owner_only: bool = Field(
        default=False, description="Answer to the voice alone that was enrolled with `zenus wake enrol`. No lock."
    )


class SpeechSettings(Section):
    """How Zenus listens and talks."""

    languages: tuple[LanguageCode, ...] = Field(
        default=("en",),
        min_length=1,
        max_length=8,
        description="Languages you speak and are answered in, `assistant.language` too; one alone is never guessed.",
    )
    voice: Name = Field(default="en_US-joe-medium", description="The voice that Zenus speaks with.")
    speed: float = Field(default=1.0, ge=0.5, le=2.0, description="How fast Zenus speaks; 1 is the voice's own pace.")
    patience_s: float = Field(
        default=1.5,
        ge=0.5,
        le=6.0,
        description="Seconds of silence that end a request which sounds unfinished; others wait less, in proportion.",
    )
    follow_up_s: float = Field(
        default=6.0,
        ge=0.0,
        le=30.0,
        description="Seconds after a reply in which no wake phrase is needed; 0 turns this off.",
    )
    earcons: bool = Field(default=True, description="Play short sounds for heard, thinking, done and failed.")


class RecogniserSettings(Section):
    """Which model turns speech into text."""

    model: Name = Field(default="whisper-base", description="Name of the model in `zenus models list`.")
    threads: int = Field(default=0, ge=0, le=64, description="Processor threads for it; 0 leaves the choice to Zenus.")


class AssistantSettings(Section):
    """How Zenus understands and answers."""

    language: LanguageCode = Field(default="en", description="Language of typed requests and of replies.")


class PathSettings(Section):
    """What may be done in one place."""

    path: str = Field(pattern=r"^(~$|~/|/)", description="A file or folder, from / or ~ on; it holds for all below it.")
    allow: tuple[AccessName, ...] = Field(default=(), description="What is done there without a question.")
    ask: tuple[AccessName, ...] = Field(default=(), description="What needs your yes there.")
    deny: tuple[AccessName, ...] = Field(default=(), description="What is never done there.")


class SafetySettings(Section):
    """What actions may do. Deny wins over ask, and ask over allow; what stands in no list is up to the profile."""

    profile: Literal["careful", "standard", "trusting"] = Field(
        default="standard", description="How much is asked about, where you have set nothing yourself."
    )
    allow: tuple[Capability, ...] = Field(default=(), description="Capabilities that need no question.")
    ask: tuple[Capability, ...] = Field(default=(), description="Capabilities that need your yes each time.")
    deny: tuple[Capability, ...] = Field(default=(), description="Capabilities that are never used.")
    paths: tuple[PathSettings, ...] = Field(default=(), description="Places where more or less is allowed.")
    undo_days: int = Field(default=30, ge=1, le=365, description="Days after which a deed can no longer be taken back.")
    undo_megabytes: int = Field(
        default=2000, ge=10, le=1_000_000, description="Disk space for what taking back needs; the oldest goes first."
    )


class BookmarkSettings(Section):
    """A page by a name of your own."""

    name: Name = Field(description="What you call the page: “mail”.")
    address: str = Field(min_length=1, max_length=2000, description="Its address, from https:// on.")


class WebSettings(Section):
    """How the web is searched, and which pages you call by a name."""

    search_engine: str = Field(
        default="duckduckgo",
        pattern=r"^([a-z_]{1,40}|https?://\S{1,500}\{query\}\S{0,500})$",
        description=(
            "Where the web is searched: duckduckgo, google, bing, startpage, ecosia, qwant, brave, "
            "or an address of your own with {query} in it."
        ),
    )
    bookmarks: tuple[BookmarkSettings, ...] = Field(
        default=(), description="Pages that you open by a name: “open my mail”."
    )


class GitSettings(Section):
    """How version control is used."""

    repository: str = Field(
        default="",
        pattern=r"^($|~$|~/|/)",
        description="Folder of the repository that is meant where you name none, from / or ~ on.",
    )


class PrivacySettings(Section):
    """What is kept of what you say."""

    log_private: bool = Field(
        default=False, description="Write what you say, replies and file names to the log as well."
    )
    keep_history_days: int = Field(default=90, ge=1, le=3650, description="Days after which turns are deleted.")


class GuiSettings(Section):
    """How the window looks."""

    theme: Literal["system", "light", "dark"] = Field(
        default="system", description="Light or dark; system follows the desktop."
    )
    text_size: float = Field(
        default=1.0, ge=1.0, le=2.0, description="Size of text, and of all that goes with it; 1 is the usual size."
    )
    high_contrast: bool = Field(default=False, description="Plain grounds, strong lines and the darkest text.")
    reduced_motion: bool = Field(default=False, description="Let nothing slide, fade or swing.")
    opacity: float = Field(default=1.0, ge=0.4, le=1.0, description="How solid the overlay is; 1 lets nothing through.")
    idle: Literal["dot", "hidden"] = Field(
        default="dot", description="What the overlay shows while nothing goes on; without a tray it is always the dot."
    )
    monitor: str = Field(default="", description="Monitor that the overlay is on, by name; empty follows the main one.")
    push_to_talk_key: str = Field(
        default="Ctrl+Alt+Space",
        max_length=60,
        description="Key that lets you talk without the wake phrase, in every window; empty is none.",
    )
    push_to_talk_mode: Literal["hold", "toggle"] = Field(
        default="hold",
        description="Talk while the key is held, or press it once to begin and, unless silence ends it, again to end.",
    )


class LogSettings(Section):
    """How much is logged."""

    level: LogLevel = Field(default="info", description="The least severe messages that are logged.")


class Settings(Section):
    """All settings."""

    audio: AudioSettings = AudioSettings()
    wake: WakeSettings = WakeSettings()
    speech: SpeechSettings = SpeechSettings()
    recogniser: RecogniserSettings = RecogniserSettings()
    assistant: AssistantSettings = AssistantSettings()
    safety: SafetySettings = SafetySettings()
    web: WebSettings = WebSettings()
    git: GitSettings = GitSettings()
    privacy: PrivacySettings = PrivacySettings()
    gui: GuiSettings = GuiSettings()
    log: LogSettings = LogSettings()
