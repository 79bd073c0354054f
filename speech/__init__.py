"""Everything that is sound: audio in and out, wake word, voice activity, endpoint, recognition and speech."""
