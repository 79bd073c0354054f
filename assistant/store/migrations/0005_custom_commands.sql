-- Phrases of the user's own and the requests that they stand for; `phrase` is in the one form of its language.
CREATE TABLE custom_commands (
    language TEXT NOT NULL,
    phrase TEXT NOT NULL,
    said TEXT NOT NULL,
    request TEXT NOT NULL,
    PRIMARY KEY (language, phrase)
);
