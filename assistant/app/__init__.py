"""Wiring and life cycle: the only place that knows every adapter."""
