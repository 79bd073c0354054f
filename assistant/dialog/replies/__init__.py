"""What is said about deeds: templates and words as data, one file a language, and the formatting of values."""
