"""The overlay and the tray icon; a process of its own."""
