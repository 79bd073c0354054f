"""Fakes for the ports, and the contract suites that fakes and adapters both pass."""
