"""Parts of screens: they render and post messages."""
