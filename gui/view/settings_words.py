"""The words of the settings window, in English. What a setting means is said by the core; here it gets its title."""

from collections.abc import Mapping

TITLE = "Settings"
SEARCH = "Search settings"
PAGES_NAME = "Pages"
RESET = "Back to the default: {default}"
RESTART = "Holds from the next start"
FIXED = "Set by the environment; it can't be changed here"
NOTHING_FOUND = "No setting fits “{text}”"
OFFLINE = "Zenus is not running. Its settings can be changed when it runs again."
DEFAULT_DEVICE = "System default"
EMPTY = "none"
ON, OFF = "On", "Off"
MORE = "More"

# Name of the page: its title, and the sections of the settings on it. Sections that are nowhere come to the last one.
PAGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "voice": ("Voice and sound", ("audio", "wake", "speech")),
    "understanding": ("Understanding", ("assistant", "recogniser")),
    "appearance": ("Appearance", ("gui",)),
    "safety": ("Safety", ("safety",)),
    "history": ("History", ()),
    "privacy": ("Privacy", ("privacy", "log")),
}
SECTIONS: Mapping[str, str] = {
    "audio": "Devices",
    "wake": "Wake phrase",
    "speech": "Listening and speaking",
    "assistant": "Language",
    "recogniser": "Recogniser",
    "gui": "Overlay and windows",
    "safety": "What needs your yes",
    "privacy": "What is kept",
    "log": "Log",
    "web": "Web",
    "git": "Repositories",
}
# Where the key's own words are not what people would say.
TITLES: Mapping[str, str] = {
    "wake.phrase": "Wake phrase",
    "speech.earcons": "Short sounds",
    "speech.follow_up_s": "Follow-up time",
    "speech.speed": "Pace",
    "recogniser.threads": "Processor threads",
    "assistant.language": "Language of replies",
    "safety.allow": "Always allow",
    "safety.ask": "Always ask",
    "safety.deny": "Never do",
    "safety.undo_days": "Keep undo for",
    "safety.undo_megabytes": "Room for undo",
    "privacy.log_private": "Private data in the log",
    "privacy.keep_history_days": "Keep the history for",
    "log.level": "Detail",
    "gui.reduced_motion": "Less motion",
    "gui.idle": "When idle",
    "gui.opacity": "Opacity",
}
# The end of a key, and how its numbers are written.
UNITS: Mapping[str, str] = {"_s": " s", "_days": " days", "_megabytes": " MB"}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "wake.sensitivity": {"low": "Low", "normal": "Normal", "high": "High"},
    "gui.theme": {"system": "As the desktop", "light": "Light", "dark": "Dark"},
    "gui.idle": {"dot": "Show a dot", "hidden": "Show nothing"},
    "gui.push_to_talk_mode": {"hold": "Hold", "toggle": "Press"},
    "audio.microphone": {"": DEFAULT_DEVICE},
    "audio.speaker": {"": DEFAULT_DEVICE},
    "gui.monitor": {"": "Main monitor"},
    "assistant.language": {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français", "it": "Italiano"},
}
# Shown in hundredths, as people know them.
PERCENT = frozenset({"gui.opacity", "gui.text_size"})

CLEAR = "Clear"
ADD = "Add…"
ADD_LINE = "Add"
REMOVE = "Remove {item}"
LIST_HELP = "Separate several with commas"
BROWSE = "Choose a folder"
RULING, ACCESS = "What is to hold there", "For which kind of access"
PARTS: Mapping[str, str] = {"path": "File or folder", "allow": "Allow", "ask": "Ask", "deny": "Never"}

# -------------------------------------------------------------------------------------------------------- sound check

METER = "Microphone check"
METER_HELP = "Say something: the bar should reach well into its second half."
METER_QUIET = "Nothing is heard yet."
METER_FINE = "That is a good level."
METER_LOUD = "That is very loud; move away a little, or turn the microphone down."
METER_MUTED = "The microphone is off."
METER_NONE = "There is no microphone."
PREVIEW = "Hear the voice"
PREVIEW_HELP = "Zenus says a sentence with the voice and the pace that are chosen."
PREVIEW_BUTTON = "Play"
PREVIEWING = "Speaking …"

# ------------------------------------------------------------------------------------------------------------ history

HISTORY_SEARCH = "Search the history"
HISTORY_LIST = "Requests, the newest first"
HISTORY_EMPTY = "Nothing was asked yet."
HISTORY_HELP = "Choose a request to see how it came to what was done."
HEARD, ANSWERED, UNDERSTOOD, GATE, ASKED, DONE, TOOK = (
    "Heard", "Answered", "Understood", "Gate", "Asked", "Done", "Took",
)  # fmt: skip
UNDO_DEED = "Undo: {name}"
SHOW_DETAILS = "Details"
OUTCOMES: Mapping[str, str] = {
    "done": "Done",
    "unverified": "Done, not confirmed",
    "failed": "Failed",
    "refused": "Refused",
    "declined": "Declined",
    "asked": "Asked back",
    "not-understood": "Not understood",
    "answered": "Answered",
}
GOOD, BAD = frozenset({"done", "answered"}), frozenset({"failed", "refused", "not-understood"})
VERDICTS: Mapping[str, str] = {
    "allow": "Allowed",
    "ask": "Your yes was needed",
    "deny": "Refused",
    "": "Nothing to judge",
}
SOURCES: Mapping[str, str] = {"grammar": "by a sentence template", "local": "by the local model", "claude": "by Claude"}
MODALITIES: Mapping[str, str] = {"voice": "by voice", "typed": "typed", "system": "by itself"}
STATES: Mapping[str, str] = {
    "begun": "under way",
    "done": "confirmed",
    "unverified": "not confirmed",
    "failed": "failed",
    "interrupted": "broken off",
    "undoing": "being taken back",
    "undone": "taken back",
    "forgotten": "forgotten",
}
STAGES: Mapping[str, str] = {
    "endpoint": "End of speech noticed",
    "understand": "Understood",
    "act": "Done",
    "reply_ready": "Answer ready",
    "first_audio": "First sound",
    "response": "From your last word to the answer",
    "total": "Altogether",
}

# ------------------------------------------------------------------------------------------------------------ privacy

STORED = "What is stored on this computer"
STORED_HELP = "Nothing of this leaves it. Sound and pictures of the screen are not kept."
FORGET = "Forget"
FORGET_ALL = "Forget everything about me"
FORGET_ALL_HELP = "The history, sounds, what undo needs and the log. Settings, timers, notes and own commands stay."
FORGET_ASKS = "Zenus asks before it forgets, and wants the code that it tells."
FORGET_NAMES = {"history": "the history", "recordings": "voice and sounds", "undo": "what undo needs", "log": "the log"}
# What is kept, by the scope in which it is forgotten; or by its name, if it is not to be.
STORED_TITLES: Mapping[str, tuple[str, str]] = {
    "history": (
        "History",
        "What you said, what was answered and done. The log of deeds keeps its digests when this is forgotten.",
    ),
    "undo": ("Undo", "What files held before they were changed, and what else taking deeds back needs"),
    "recordings": (
        "Voice and sounds",
        "Prints of your voice, if you enrolled it, and of sounds that woke Zenus by mistake; none can be played",
    ),
    "log": ("Log", "What happened inside Zenus, without your words unless you chose that"),
    "settings": ("Settings", "Yours, in one file that you may edit"),
    "models": ("Models", "Recogniser, voices and wake word"),
}
NOTHING_KEPT = "nothing"


def count(number: int) -> str:
    """Return how many things there are: "1 entry", "12 entries"."""
    return "1 entry" if number == 1 else f"{number:,} entries"


def size(size_bytes: float) -> str:
    """Return a size as people read it: "0 B", "812 kB", "1.4 MB". Decimal, as disks are sold."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size_bytes >= factor:
            value = size_bytes / factor
            return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"
    return f"{size_bytes:.0f} B"


def age(days: int) -> str:
    """Return how old the oldest of something is."""
    if days <= 0:
        return "since today"
    return "since yesterday" if days == 1 else f"for {days:,} days"


def milliseconds(value: float) -> str:
    """Return a span: "12 ms", "1.24 s"."""
    return f"{value:.0f} ms" if value < 1000 else f"{value / 1000:.2f} s"
