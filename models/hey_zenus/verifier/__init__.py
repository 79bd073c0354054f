"""Training of the second look at a detection: windows of sound, the network, and its fitting."""
