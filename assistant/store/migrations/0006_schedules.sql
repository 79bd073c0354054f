-- What is due again and again; the shape of `content` is that of assistant/kernel/schedules.py. A row that cannot be
-- read is set aside with `is_damaged`, told once, and kept for whoever wants to look.
CREATE TABLE schedules (
    schedule TEXT PRIMARY KEY,
    content TEXT NOT NULL,
    settled_at_utc TEXT NOT NULL,
    settled_wall TEXT NOT NULL,
    is_damaged INTEGER NOT NULL DEFAULT 0
);

-- Occurrences that were told or done, or are just now, by their keys. They outlive their schedule, whose removal may be
-- undone. `owner` names the process while it is at it, and is empty afterwards.
CREATE TABLE occurrences (
    occurrence INTEGER PRIMARY KEY AUTOINCREMENT,
    schedule TEXT NOT NULL,
    due TEXT NOT NULL,
    owner TEXT NOT NULL,
    UNIQUE (schedule, due)
);

-- Timers that could not be read.
CREATE TABLE damaged_timers (
    timer INTEGER PRIMARY KEY,
    kind TEXT,
    label TEXT,
    due_utc TEXT
);
