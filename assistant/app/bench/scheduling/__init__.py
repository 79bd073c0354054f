"""A world of virtual time for the schedule clock, with an oracle that knows nothing of how it reckons."""
