"""Sound: recordings that are read, and a microphone that is recorded; nothing of it leaves the machine."""
