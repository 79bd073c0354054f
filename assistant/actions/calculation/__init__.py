"""Arithmetic, units and currencies."""
