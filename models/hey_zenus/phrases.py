"""The words of the recipe: what the wake phrase sounds like, what must not be taken for it, and what else people say.

Every text was written for this recipe. Phonemes are those of Kokoro (see `kokoro.py`).
"""

WAKE = "hey zenus"

# Weight of each pronunciation among the positives. Nobody has said this name before: most people will rhyme it
# with Venus; speech synthesisers that spell by rule, and some people, with "tennis".
PRONUNCIATIONS: tuple[tuple[float, str], ...] = (
    (0.22, "hˈA zˈinəs"),
    (0.14, "hˈA, zˈinəs"),
    (0.07, "hˌA zˈinəs"),
    (0.05, "hˈA zˌinəs"),
    (0.05, "hˈA zˈiːnəs"),
    (0.04, "hˈA zˈinʌs"),
    (0.03, "hˈA zˈinɪs"),
    (0.18, "hˈA zˈɛnəs"),
    (0.12, "hˈA, zˈɛnəs"),
    (0.10, "hˌA zˈɛnəs"),
)

# Close in sound; accepting one of these is an error.
NEAR: tuple[str, ...] = (
    "hey venus", "hey jesus", "hey genius", "hey xena", "hey zen", "hey zena", "hey zeno", "hey zelda", "hey linus",
    "hey janice", "hey dennis", "hey tennis", "hey enos", "hey seamus", "hey zebra", "hey zoe", "hey zach",
    "hey minus", "hey bonus", "hey lotus", "hey Zeus", "hey menace", "hey peanuts", "hey Athena", "hey Selena",
    "hey Gina",
    "hey Sheena", "hey Tina", "hey Nina", "hey Dina", "hey Celine", "hey Janine", "hey see us",
    "hey lean us",
    "he's in us", "he's seen us", "she's in us", "has he seen us", "they've seen us", "hazy news", "hey the news",
    "say Venus", "the planet Venus", "they see us", "he sees us", "hey these", "hey season", "hey reason", "hey scenes",
    "a genius", "he's a genius", "what a genius", "Jesus Christ", "oh Jesus", "zenith", "the zenith", "hey zenith",
    "Senate", "hey Senate", "cleanest", "the meanest", "the keenest", "Venice", "hey Venice", "in Venice",
    "day of Venus",
    "easiness", "haziness", "laziness", "craziness", "business", "heinous", "highness", "his highness", "hey there",
    "hey you", "hey", "hey man", "hey guys", "hey look", "hey wait", "hey stop", "hey sweetie", "hey buddy",
    "hey mister",
    "hey Siri", "hey Google", "hey Jarvis", "hey Mycroft", "hey computer", "hey Cortana", "hey Alexa", "okay Google",
    "hey Sam", "hey John", "hey Susan", "hey Steven", "hey Sarah", "hey Daniel", "hey Simon", "hey Peter", "hey Zoom",
    "hey Xenia", "hey Phoenix", "the phoenix", "pay Venus", "stay clean", "play zen music",
    "Zen", "zinc", "xenon", "xenophobia", "Zena", "Vina", "Venus Williams", "hyenas", "arenas", "subpoenas",
    "hey hyenas",
    "hey cleaners", "hey singers", "hey seniors", "hey sinners", "hey dinner's ready", "winners", "hey beanless",
    "Uranus", "hey Janus", "hey Magnus", "hey Titus", "hey Marcus", "hey Lucas", "hey Agnes", "hey Inez", "hey Vince",
    "the news", "see us", "seen us", "zenith", "Jesus", "genius", "Venus", "the genius", "a sinus", "the easiest news",
    "easy on us", "is he on us", "hey is he nice", "hay season", "hey is in us", "hazel nuts", "hey Zane", "hey Jean",
)  # fmt: skip

# What people call, and how they begin to: near to any phrase.
GREETINGS: tuple[str, ...] = (
    "hey", "hi", "okay", "hello", "hey you", "hey there", "hey man", "hey guys", "hey wait", "hey stop", "hey Siri",
    "hey Google", "hey Jarvis", "hey Mycroft", "hey computer", "hey Cortana", "hey Alexa", "okay Google", "hey Sam",
    "hey John", "hey Susan", "hey Steven", "hey Sarah", "hey Daniel", "hey Simon", "hey Peter", "hey Lena",
    "hey sweetie", "hey buddy", "Alexa", "computer", "yes", "no", "please", "really",
    "listen", "tomorrow", "another one", "the news",
)  # fmt: skip

# Said after the wake phrase, and alone.
COMMANDS: tuple[str, ...] = (
    "what time is it", "open the browser", "set a timer for five minutes", "turn the volume up", "mute the sound",
    "take a screenshot", "what's the date today", "close this window", "remind me to call mum tomorrow", "stop",
    "find my latest invoice", "open firefox", "how much battery is left", "play some music", "what can I say",
    "repeat that", "never mind", "make a note", "scroll down", "click on save", "go back", "search for train tickets",
    "read my last message", "set an alarm for seven thirty", "volume to forty percent", "turn it down a bit",
    "show me pictures from last week", "how much disk space is free", "undo that", "switch to the terminal",
    "what's the weather like", "copy this paragraph", "move the file to documents", "open the settings",
    "who wrote this article", "translate this page", "start dictation", "lock the screen", "is it going to rain",
    "type hello world", "new tab please", "press enter", "maximise the window", "are you there", "thank you",
    "can you hear me", "what is on my screen", "call it a day", "delete the second one", "add milk to my list",
)  # fmt: skip

# Ordinary speech that never contains the phrase.
TALK: tuple[str, ...] = (
    "I think we should leave before the traffic gets bad.",
    "He said the meeting was moved to Thursday afternoon.",
    "There is some soup left in the fridge if you are hungry.",
    "Hey, did you see the game last night? It was unbelievable.",
    "She has been working on that painting since the spring.",
    "Hey everyone, thanks for joining us today.",
    "The easiest way is to take the second road on the left.",
    "We saw the moon and Venus just after sunset.",
    "They finished the season without losing a single match.",
    "Hey Simon, can you pass me the salt?",
    "My sister plays tennis every Tuesday with Dennis and Janice.",
    "It depends on how many people are coming to dinner.",
    "The senator refused to answer any questions about the money.",
    "Could you please hand in the keys before you go?",
    "Hey, what are you doing in there?",
    "I have never seen as much snow as in that year.",
    "In business it is not enough to be a genius.",
    "The news begins at eight, and then there is a film.",
    "Hey listen, I need to tell you something.",
    "His plan was to sell the house and move to the sea.",
    "The scenes in the second act were the meanest of all.",
    "Please keep the windows closed, it is getting cold.",
    "Hazel eyes, brown hair, and a green jacket.",
    "Hey Lena, have you finished the report yet?",
    "These things happen when nobody reads the manual.",
    "A few minutes later the train stopped again.",
    "You can easily see us from the top of the hill.",
    "He was in the kitchen making tea for everyone.",
    "Hey, wait a minute, that's not what I meant.",
    "Many thanks for your letter of the sixteenth of June.",
    "The cleanest beaches are on the other side of the island.",
    "Say, is he nice to his neighbours?",
)
