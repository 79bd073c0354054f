"""What is shown, without widgets: pure classes that are fed with events and asked what to show."""
