"""Deeds on the machine itself: what it is doing, its processes, screen brightness, services and packages."""
