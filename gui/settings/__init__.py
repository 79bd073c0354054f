"""The settings window: settings, sound check, history and what is stored, in a window that takes the keyboard."""
