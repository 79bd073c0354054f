-- One number for each turn, never given twice, also after turns were forgotten.
CREATE TABLE turn_numbers (last INTEGER NOT NULL);
INSERT INTO turn_numbers VALUES (0);

-- What a user said and got stands in the JSON columns; their shape is that of assistant/kernel/types.py.
CREATE TABLE turns (
    turn INTEGER PRIMARY KEY,
    at_utc TEXT NOT NULL,
    session TEXT NOT NULL,
    utterance TEXT NOT NULL,
    plan TEXT NOT NULL,
    approvals TEXT NOT NULL,
    results TEXT NOT NULL,
    reply TEXT NOT NULL,
    spoken TEXT NOT NULL,
    timings_ms TEXT NOT NULL
);
CREATE INDEX turns_by_session ON turns (session, turn);
CREATE INDEX turns_by_time ON turns (at_utc);
