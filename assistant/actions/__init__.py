"""The deeds: a registry, an executor, and one file per domain."""
