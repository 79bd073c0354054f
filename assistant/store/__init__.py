"""What outlives a run: turns and timers, in one SQLite file."""
