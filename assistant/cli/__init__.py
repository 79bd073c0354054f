"""The `zenus` command."""
