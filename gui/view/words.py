"""Every word that the window says of its own accord, in English; what Zenus answers comes from the core."""

from collections.abc import Mapping

# ---------------------------------------------------------------------------------------------------------- the face

MOODS: Mapping[str, str] = {
    "idle": "Ready",
    "listening": "Listening",
    "thinking": "Thinking",
    "acting": "Working",
    "speaking": "Speaking",
    "asleep": "Asleep",
    "muted": "Microphone off",
    "error": "Something went wrong",
    "offline": "Zenus is not running",
}
HINTS: Mapping[str, str] = {
    "asleep": "Say “Hey Zenus, wake up”",
    "muted": "Nothing is listened to",
    "offline": "Start it with: zenus run",
}
GO_ON = "Go on, or ask something else"
MICROPHONE_AWAY = "The microphone is away"
HELD = "Let go when you have said it"
HELD_ONCE = "Press the key again when you have said it"


def step_of(number: int, total: int, name: str) -> str:
    """Return which step is done: "Step 2 of 3 · files · move"."""
    shown = name.replace("_", " ").replace(".", " · ")
    return f"Step {number} of {total} · {shown}" if total > 1 else shown


def done_of(done: int, total: int) -> str:
    """Return how far a step is: "12 of 40"."""
    return f"{done:,} of {total:,}"


# -------------------------------------------------------------------------------------------------------------- cards

CONFIRM_TITLE = "Please confirm"
CONFIRM_FOR_GOOD = "This can't be undone"
YES = "Yes, do it"
NO = "No, leave it"
KEYBOARD = "Keyboard"
KEYBOARD_HELP = "Let this card take the keyboard: Y for yes, N or Escape for no"
CODE_HELP = "Enter the code from the question"
CODE_CLEAR = "Clear the code"
CHANGES = "What would change"
TIME_LEFT = "Time left to answer"
FILTER = "Filter"
SEARCH = "Search what you can say"
NOTHING_FOUND = "Nothing fits"
UNDO = "Undo"
UNDO_HELP = "Take back what was just done"
CLOSE = "Close"
CLEAR = "Clear"
BEFORE = "Before"
AFTER = "After"
HELP_TITLE = "What you can say"
ERROR_TITLE = "That did not work"
CHOOSE = "Say the number, or click"
CHOOSE_BY_KEY = "Let this card take the keyboard: a digit chooses"
OPEN_HELP = "Say “open” and the number, or double-click"
PICTURE = "Screenshot"


def found(shown: int, total: int) -> str:
    """Return how many lines are shown: "12", or "3 of 12" while a filter hides some."""
    return str(total) if shown == total else f"{shown} of {total}"


def path(text: str, home: str) -> str:
    """Return a path as people write it: what lies in the home folder begins with ~. Other texts stay as they are."""
    return "~" + text[len(home) :] if text == home or text.startswith(home + "/") else text


def targets(count: int) -> str:
    """Return how many things a deed touches."""
    return "1 item" if count == 1 else f"{count:,} items"


# What the columns of a result hold, by the action that found it.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "files.find": ("Name", "Folder", "Changed", "Size"),
    "notes.list": ("Note", "Changed"),
    "timers.list": ("Kind", "For", "When"),
    "undo.list": ("Deed",),
    "why": ("What", "How"),
}

# ------------------------------------------------------------------------------------------------------ push to talk

KEY_MEANING = "Talk to Zenus without the wake phrase"
KEY_TAKEN = "Another program has the key {key}, so that it can't be used to talk."
KEY_TAKEN_HINT = "Choose another one: zenus config set gui.push_to_talk_key Ctrl+Alt+Z"
KEY_UNKNOWN = "There is no key {key} on this keyboard."
KEY_UNKNOWN_HINT = "Write it like this: zenus config set gui.push_to_talk_key Ctrl+Alt+Space"
KEY_IMPOSSIBLE = "This desktop lets no program watch for the key {key}."
KEY_IMPOSSIBLE_HINT = "Bind the command zenus listen to a key in the desktop's own settings."

# --------------------------------------------------------------------------------------------------------- orb, menu

ORB_LISTEN = "Listen now"
ORB_STOP = "Stop"
STOP_HELP = "Fall silent and stop what is going on"
MENU_MUTE = "Turn the microphone off"
MENU_SLEEP = "Sleep"
MENU_LISTEN = "Listen now"
MENU_STOP = "Stop"
MENU_UNDO = "Undo the last deed"
MENU_ANSWERS = "Last answers"
MENU_NO_ANSWERS = "None yet"
MENU_HELP = "What can I say?"
MENU_SETTINGS = "Settings…"
MENU_LOOK = "Look"
MENU_FOCUS = "Go to the card with the keyboard"
MENU_QUIT = "Quit Zenus"
LOOK_TITLES: Mapping[str, str] = {
    "theme": "Theme",
    "text_scale": "Text size",
    "opacity": "Opacity",
    "idle": "When idle",
    "is_contrast_high": "High contrast",
    "is_motion_reduced": "Less motion",
    "monitor": "Monitor",
}
LOOK_CHOICES: Mapping[str, Mapping[str, str]] = {
    "theme": {"system": "As the desktop", "light": "Light", "dark": "Dark"},
    "text_scale": {"1.0": "Normal", "1.25": "Large", "1.6": "Very large"},
    "opacity": {"1.0": "Solid", "0.85": "85 %", "0.7": "70 %"},
    "idle": {"dot": "Show a dot", "hidden": "Hide"},
}
