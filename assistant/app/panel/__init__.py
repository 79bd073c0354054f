"""What the settings window asks of the core: settings, sound checks, the history and what is stored."""
