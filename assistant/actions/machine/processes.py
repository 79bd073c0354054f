"""Telling what weighs on the machine, and whether something runs."""

import os
from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.machine.process_groups import ProcessGroup, called
from assistant.actions.machine.process_survey import ProcessSurvey, user_name
from assistant.actions.outcome import Outcome
from assistant.kernel.types import Facts, JsonValue, Risk

MOST_LISTED = 10
# After the first, as many are told as can be kept in mind.
MOST_SPOKEN = 3
# Less than this is nothing that anybody notices.
_LEAST_PERCENT = 1.0
_LEAST_BYTES = 10**6
MAX_NAME_CHARS = 200

ProcessName = Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARS, pattern=r"^.*\w.*$")]
Measure: TypeAlias = Literal["processor", "memory"]


class ProcessActions:
    """Reads the process table."""

    def __init__(self, survey: ProcessSurvey) -> None:
        self._survey = survey

    @action(
        "processes.top",
        capabilities={"processes.list"},
        risk=Risk.READ_ONLY,
        timeout_s=10.0,
        messages={
            "processes.top.idle": (),
            "processes.top.processor": {"name", "percent", "count", "others", "processes"},
            "processes.top.memory": {"name", "size_bytes", "count", "others", "processes"},
        },
    )
    async def top(self, by: Measure) -> Outcome:
        """Tell which programs take up most of the processor or of the memory."""
        return await (self._by_memory() if by == "memory" else self._by_processor())

    async def _by_processor(self) -> Outcome:
        busy = [each for each in await self._survey.busyness() if each.percent >= _LEAST_PERCENT][:MOST_LISTED]
        if not busy:
            return Outcome("processes.top.idle")
        rows: list[Facts] = [{**_row(each.group), "percent": round(each.percent)} for each in busy]
        return Outcome("processes.top.processor", {**rows[0], **_listing(rows)})

    async def _by_memory(self) -> Outcome:
        groups = sorted(await self._survey.groups(), key=lambda group: group.own_bytes, reverse=True)
        # At least one is told: whoever asks is one itself.
        shown = [group for group in groups if group.own_bytes >= _LEAST_BYTES][:MOST_LISTED] or groups[:1]
        rows: list[Facts] = [{**_row(group), "size_bytes": group.own_bytes} for group in shown]
        return Outcome("processes.top.memory", {**rows[0], **_listing(rows)})

    @action(
        "processes.find",
        capabilities={"processes.list"},
        risk=Risk.READ_ONLY,
        timeout_s=10.0,
        messages={
            "processes.find.none": {"name"},
            "processes.find.done": {"name", "count", "size_bytes", "user", "is_own", "names", "processes"},
        },
    )
    async def find(self, process: ProcessName) -> Outcome:
        """Tell whether a program runs."""
        found = called(process, await self._survey.groups())
        if not found:
            return Outcome("processes.find.none", {"name": process})
        first = max(found, key=lambda group: group.own_bytes)
        rows: list[Facts] = [{**_row(group), "size_bytes": group.own_bytes} for group in found[:MOST_LISTED]]
        facts: Facts = {
            **_row(first),
            "size_bytes": first.own_bytes,
            "is_own": first.user_id == os.getuid(),
            "names": list(dict.fromkeys(group.name for group in found)),
            "processes": rows,
        }
        return Outcome("processes.find.done", facts)


def _row(group: ProcessGroup) -> Facts:
    numbers: JsonValue = list(group.pids[:MOST_LISTED])
    return {"name": group.name, "count": len(group.loads), "user": user_name(group.user_id), "numbers": numbers}


def _listing(rows: Sequence[Facts]) -> Facts:
    others: JsonValue = [row["name"] for row in rows[1 : 1 + MOST_SPOKEN]]
    return {"others": others, "processes": list(rows)}
