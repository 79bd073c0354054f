"""Whole conversations through the real controller, held against what they were written to lead to."""
