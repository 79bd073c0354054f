"""Days, and clocks elsewhere."""
