"""The gate's open questions in the database. Implements `QuestionStore`."""

import json
from datetime import datetime

from assistant.kernel.types import Plan
from assistant.kernel.verdict import Agreement, Demand, Question
from assistant.store.database import Database
from assistant.store.records import decode_plan, encode
from assistant.store.text import storable, utc_text


class SqliteQuestionStore:
    """Keeps at most one question a session, for several processes. Any thread may call it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, session: str, question: Question) -> None:
        """Keep a question; it replaces the one that is open in this session."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO questions VALUES (?, ?)", (storable(session), _encoded(question))
            )

    def get(self, session: str) -> Question | None:
        """Return the question of a session, also one whose time is over; None if there is none."""
        rows = self._database.query("SELECT question FROM questions WHERE session = ?", (storable(session),))
        return _decoded(rows[0][0]) if rows else None

    def take(self, session: str) -> Question | None:
        """Return the question and forget it. Of several processes that try, one gets it."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "DELETE FROM questions WHERE session = ? RETURNING question", (storable(session),)
            ).fetchone()
        return _decoded(row[0]) if row else None

    def clear(self) -> None:
        """Forget all questions."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM questions")


def _encoded(question: Question) -> str:
    return encode(
        {
            "plan": encode(question.plan),
            "text": question.text,
            "seals": sorted(question.agreement.seals),
            "demand": question.agreement.demand.value,
            "deeds": list(question.deeds),
            "asked_at": utc_text(question.asked_at),
            "expires_at": utc_text(question.expires_at),
            "code": question.code,
            "language": question.language,
        }
    )


def _decoded(text: str) -> Question | None:
    kept = json.loads(text)
    plan: Plan | None = decode_plan(kept["plan"])
    if plan is None:
        return None
    return Question(
        plan=plan,
        text=kept["text"],
        agreement=Agreement(frozenset(kept["seals"]), Demand(kept["demand"])),
        deeds=tuple(kept["deeds"]),
        asked_at=datetime.fromisoformat(kept["asked_at"]),
        expires_at=datetime.fromisoformat(kept["expires_at"]),
        code=kept["code"],
        language=kept.get("language", ""),
    )
