-- Numbers are never given twice: "cancel timer 2" must not hit another one.
CREATE TABLE timers (
    timer INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    due_utc TEXT NOT NULL
);
CREATE INDEX timers_by_due ON timers (due_utc, timer);
