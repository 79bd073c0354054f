"""The words of the recipe: what the wake phrase sounds like, what must not be taken for it, and what else people say.

Every text was written for this recipe. Phonemes are those of Kokoro (see `kokoro.py`).
"""

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

# Whom people call, and names that rhyme: said after the phrase's first word, near to it again.
CALLED: tuple[str, ...] = (
    "Adam", "Alice", "Amy", "Andrew", "Angela", "Anna", "Anthony", "Barbara", "Ben", "Betty", "Bonnie", "Brian",
    "Carol", "Charles", "Chris", "Claire", "Cynthia", "David", "Debbie", "Denise", "Diana", "Donna", "Edward",
    "Elena", "Ellen", "Emily", "Emma", "Eric", "Erin", "Ethan", "Eva", "Felix", "Fiona", "Frank", "Gary", "George",
    "Gloria", "Grace", "Hannah", "Harry", "Heather", "Helen", "Henry", "Hugo", "Ian", "Irene", "Iris", "Isaac",
    "Isabel", "Jack", "James", "Jane", "Jason", "Jennifer", "Jenny", "Jessica", "Jim", "Joan", "Joe", "Joseph",
    "Joyce", "Judy", "Julia", "Justin", "Karen", "Kate", "Keith", "Kelly", "Kenneth", "Kevin", "Kim", "Kyle",
    "Larry", "Laura", "Leo", "Lily", "Linda", "Lisa", "Louis", "Lucy", "Luke", "Maggie", "Maria", "Mark", "Martin",
    "Mary", "Matthew", "Max", "Megan", "Melissa", "Michael", "Michelle", "Mike", "Molly", "Nancy", "Natalie",
    "Nathan", "Neil", "Nicholas", "Nick", "Nicole", "Nigel", "Noah", "Nora", "Oliver", "Oscar", "Pamela", "Patrick",
    "Paul", "Paula", "Philip", "Rachel", "Ray", "Rebecca", "Richard", "Rita", "Robert", "Robin", "Roger", "Ronald",
    "Rosie", "Roy", "Russell", "Ruth", "Ryan", "Sally", "Samantha", "Sandra", "Scott", "Sean", "Selina", "Serena",
    "Sergio", "Sheila", "Sharon", "Sienna", "Simone", "Sophie", "Stella", "Susie", "Suzanne", "Sylvia", "Teresa",
    "Terry", "Theresa", "Thomas", "Timothy", "Tom", "Tony", "Tracy", "Valerie", "Vanessa", "Vera", "Victor",
    "Vincent", "Vivian", "Walter", "Wendy", "William", "Xavier", "Yvonne", "Zack", "Zara", "Zeena", "Zelma",
    "Zinnia", "Zora", "Zuzu", "Zenith", "Zeppelin", "Zealous", "Zero", "Zesty", "Sinus", "Genes", "Jeans",
    "Cleanness", "Genesis", "Nemesis", "Tennessee", "Phoenician", "Minus", "Seamless", "Dingus", "Cyrus", "Virus",
    "Circus", "Locus", "Focus", "Rufus", "Julius", "Cassius", "Darius", "Silas", "Midas", "Atlas", "Fergus",
    "Angus", "Venice", "Bernice", "Candice", "Clarice", "Eunice", "Maurice", "Doris", "Boris", "Morris", "Norris",
    "Ferris", "Paris", "Harris", "Texas", "Kansas", "Dallas", "Vegas", "Amos", "Carlos", "Marcos", "Santos",
    "Helios", "Eros", "Bacchus", "Xenos", "Vicious", "Luscious", "Precious", "Gracious", "Spacious", "this",
    "those", "these", "who", "where", "when", "why", "how", "now", "again", "everyone", "somebody", "people",
    "folks", "team", "class", "doctor", "teacher", "driver", "waiter", "officer", "lady", "mate", "dude", "pal",
    "kiddo", "honey", "darling", "love", "boss", "captain", "chief", "coach", "sister", "brother", "mother",
    "father", "grandma", "neighbour", "stranger", "puppy", "kitty", "fish", "bird",
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

# Ordinary speech in which most sounds of the phrase come one after the other.
UNDERNEATH: tuple[str, ...] = (
    "She's in, isn't she?", "He's in his office.", "Has he seen us?",
    "They've seen us already.", "He's innocent, I tell you.", "It's easy in a small town.", "Hazy nights like these.",
    "These in us, those in them.", "Hey, is in or out better?", "He's seen nothing yet.", "He's under the table.",
    "Please, in a second.", "Say it again, as in a song.", "They sing us a lullaby.", "He sends us flowers.",
    "Hey, send us a postcard.", "They send us letters.", "He zeroes in on the target.", "It's his sinus again.",
    "The zen of it all.", "Days in a row.", "Jays in the garden.", "Rays in us shine.", "A season of rain.",
    "Hey, see in here?", "They see nothing.", "He sees nothing wrong with it.", "Is it the thinnest one?",
    "The cleanest in the house.", "He's needed elsewhere.", "She's in need of help.", "Here's Ina with the keys.",
    "Here's a news report.", "He's an actor.", "He's a nurse.", "He's our man.",
    "They need us.", "Hey, need us any more?", "I paid in notes.", "You played in us all.", "Maybe it's in use.",
    "May these in us grow.", "Pay as in us, not them.",
    "He's on his way.", "He's in a state.", "Hey, his uncle's here.", "Hey, these are nice.", "The dizziness passed.",
    "Craziness and laziness.", "His business is his own.", "It is in his hands.", "Easy enough.", "Tennis is fun.",
    "Dennis says hello.", "I've been in Venice once.", "Venus is bright tonight.", "Jesus, what was that?",
    "What a genius idea.", "The menace is gone.", "Janice is late again.", "The minus sign is missing.",
    "The scene is over.", "The scent is lovely.", "The sentence is too long.", "The senate has voted.",
)  # fmt: skip
