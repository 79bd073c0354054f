"""The tray icon and the menu that it shares with the orb."""
