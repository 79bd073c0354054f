"""Schedules: their rules and occurrences, the deeds that keep them, and the clock that brings them about."""
