"""What Qt has no words for on X11."""
