"""Floor 2: what is practised; models, reading and checking of content files."""
