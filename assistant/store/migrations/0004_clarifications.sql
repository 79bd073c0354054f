-- What was asked back in each session; its shape is that of assistant/kernel/context.py.
CREATE TABLE clarifications (
    session TEXT PRIMARY KEY,
    clarification TEXT NOT NULL
);
