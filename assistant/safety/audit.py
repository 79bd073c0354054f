"""The audit chain: each entry carries the digest of the one before it, so that none can be changed, taken out or moved.

A chain cannot show that its end was cut off; for that the newest entry's number and digest are kept a second time,
elsewhere. Whoever may write both can forge both: the chain shows mistakes, crashes and tampering that is not thorough.
Private content stands in the chain by its digest alone, so that it can be forgotten without breaking the chain.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.kernel.deeds import AuditFinding, AuditReport
from assistant.kernel.types import Facts

FIRST_DIGEST = "0" * 64
# The second copy is written after the entry; a crash between the two leaves it behind by the entries of one moment.
_MOST_UNSEEN = 16


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry as it is kept.

    Attributes:
        kind: What happened: begun, done, failed, asked, approved, refused, halted, undone …
        content: JSON text; None once it was forgotten.
        content_digest: SHA-256 of the content, hex.
        digest: SHA-256 over everything else and the digest before, hex.
    """

    number: int
    at_utc: str
    kind: str
    deed: int
    content: str | None
    content_digest: str
    digest: str


def content_text(facts: Facts) -> str:
    """Return facts as the one JSON text that is digested."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), default=dict)


def next_entry(before: tuple[int, str] | None, at_utc: str, kind: str, deed: int, content: str) -> AuditEntry:
    """Return the entry that follows `before`, the number and digest of the newest one; None if there is none yet."""
    number, previous = (before[0] + 1, before[1]) if before else (1, FIRST_DIGEST)
    content_digest = _sha256(content)
    digest = _digest(previous, number, at_utc, kind, deed, content_digest)
    return AuditEntry(number, at_utc, kind, deed, content, content_digest, digest)


def check_chain(entries: Iterable[AuditEntry], head: tuple[int, str] | None) -> AuditReport:
    """Return what is wrong with a chain, given from its first entry on; `head` is the copy kept elsewhere."""
    findings: list[AuditFinding] = []
    previous, number, head_digest = FIRST_DIGEST, 0, FIRST_DIGEST
    for entry in entries:
        if entry.number != number + 1:
            findings.append(AuditFinding(entry.number, "entries before it are missing"))
        if entry.content is not None and _sha256(entry.content) != entry.content_digest:
            findings.append(AuditFinding(entry.number, "its content was changed"))
        wanted = _digest(previous, entry.number, entry.at_utc, entry.kind, entry.deed, entry.content_digest)
        if entry.digest != wanted:
            findings.append(AuditFinding(entry.number, "it was changed, or does not follow the one before it"))
        previous, number = entry.digest, entry.number
        if head and number == head[0]:
            head_digest = entry.digest
    findings += _check_head(head, number, head_digest)
    return AuditReport(number, tuple(findings))


def _check_head(head: tuple[int, str] | None, last: int, digest: str) -> list[AuditFinding]:
    if head is None:
        return [AuditFinding(0, "the copy of the newest entry is missing")] if last > _MOST_UNSEEN else []
    if last < head[0]:
        return [AuditFinding(head[0], "the newest entries are missing")]
    if digest != head[1]:
        return [AuditFinding(head[0], "it is not the entry that was written")]
    if last - head[0] > _MOST_UNSEEN:
        return [AuditFinding(head[0], "the copy of the newest entry is out of date")]
    return []


def _digest(previous: str, number: int, at_utc: str, kind: str, deed: int, content_digest: str) -> str:
    return _sha256("\n".join([previous, str(number), at_utc, kind, str(deed), content_digest]))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
