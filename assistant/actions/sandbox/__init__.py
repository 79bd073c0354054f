"""Runs commands on a view of the user's folders, and tells exactly what they would change."""

from assistant.actions.sandbox.changes import Change, ChangeCounts, ChangeKind, Entry, EntryType, describe
from assistant.actions.sandbox.plan import Limits, Output, SandboxPlan, SandboxRun, Sight, Stop
from assistant.actions.sandbox.reading import discard
from assistant.actions.sandbox.sandbox import Sandbox

__all__ = [
    "Change",
    "ChangeCounts",
    "ChangeKind",
    "Entry",
    "EntryType",
    "Limits",
    "Output",
    "Sandbox",
    "SandboxPlan",
    "SandboxRun",
    "Sight",
    "Stop",
    "describe",
    "discard",
]
