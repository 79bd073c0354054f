"""Timers, alarms and reminders, and what announces them."""
