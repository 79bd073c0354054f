-- What was done and what is needed to take it back. `undo` is compressed JSON, NULL when there is no way back (any more).
-- `owner` names the process that does it, so that a deed whose process died can be told from one that still runs.
CREATE TABLE deeds (
    deed INTEGER PRIMARY KEY AUTOINCREMENT,
    turn INTEGER NOT NULL,
    at_utc TEXT NOT NULL,
    action TEXT NOT NULL,
    args TEXT NOT NULL,
    facts TEXT NOT NULL,
    paths TEXT NOT NULL,
    state TEXT NOT NULL,
    owner TEXT NOT NULL,
    undo BLOB
);
CREATE INDEX deeds_by_state ON deeds (state, deed);
CREATE INDEX deeds_by_time ON deeds (at_utc);

CREATE TABLE deed_notes (
    deed INTEGER NOT NULL REFERENCES deeds (deed) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (deed, part)
) WITHOUT ROWID;

-- One row for each capability that a deed used, for the limits per minute.
CREATE TABLE deed_capabilities (
    deed INTEGER NOT NULL REFERENCES deeds (deed) ON DELETE CASCADE,
    capability TEXT NOT NULL,
    at_utc TEXT NOT NULL,
    PRIMARY KEY (capability, at_utc, deed)
) WITHOUT ROWID;

-- The audit log: only ever added to. Its chain of digests is described in assistant/safety/audit.py.
CREATE TABLE audit (
    entry INTEGER PRIMARY KEY,
    at_utc TEXT NOT NULL,
    kind TEXT NOT NULL,
    deed INTEGER NOT NULL,
    content TEXT,
    content_digest TEXT NOT NULL,
    digest TEXT NOT NULL
);

-- The gate's open question of each session; its shape is that of assistant/kernel/verdict.py.
CREATE TABLE questions (
    session TEXT PRIMARY KEY,
    question TEXT NOT NULL
);

-- What the gate computed and decided in a turn.
ALTER TABLE turns ADD COLUMN trace TEXT NOT NULL DEFAULT '{}';
