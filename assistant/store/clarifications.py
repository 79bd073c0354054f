"""What was asked back, in the database. Implements `ClarificationStore`."""

import json
from datetime import datetime

from assistant.kernel.context import Choice, Clarification
from assistant.store.database import Database
from assistant.store.records import decode_plan, encode
from assistant.store.text import storable, utc_text


class SqliteClarificationStore:
    """Keeps at most one clarification a session, for several processes. Any thread may call it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, session: str, clarification: Clarification) -> None:
        """Keep what is open; it replaces what was open in this session."""
        values = (storable(session), _encoded(clarification))
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO clarifications VALUES (?, ?)", values)

    def get(self, session: str) -> Clarification | None:
        """Return what is open in a session, also if its time is over; None if nothing is."""
        rows = self._database.query("SELECT clarification FROM clarifications WHERE session = ?", (storable(session),))
        return _decoded(rows[0][0]) if rows else None

    def take(self, session: str) -> Clarification | None:
        """Return what is open and forget it."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "DELETE FROM clarifications WHERE session = ? RETURNING clarification", (storable(session),)
            ).fetchone()
        return _decoded(row[0]) if row else None

    def clear(self) -> None:
        """Forget what is open in all sessions."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM clarifications")


def _encoded(clarification: Clarification) -> str:
    return encode(
        {
            "question": clarification.question,
            "resumes": list(clarification.resumes),
            "choices": [{"label": choice.label, "plan": encode(choice.plan)} for choice in clarification.choices],
            "text": clarification.text,
            "language": clarification.language,
            "asked_at": utc_text(clarification.asked_at),
            "expires_at": utc_text(clarification.expires_at),
        }
    )


def _decoded(text: str) -> Clarification:
    kept = json.loads(text)
    choices = [(choice["label"], decode_plan(choice["plan"])) for choice in kept["choices"]]
    return Clarification(
        question=kept["question"],
        resumes=tuple(kept["resumes"]),
        choices=tuple(Choice(label, plan) for label, plan in choices if plan),
        text=kept["text"],
        language=kept.get("language", ""),
        asked_at=datetime.fromisoformat(kept["asked_at"]),
        expires_at=datetime.fromisoformat(kept["expires_at"]),
    )
