"""Cards out of other programs' files and into them: one module per format; nothing here opens a home."""
