"""Spoken numbers, durations, clock times and dates as values. Pure: what depends on the moment takes `now`."""
