"""The settings model, where its file lies, and how changes to it are noticed."""
