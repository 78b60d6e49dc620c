"""Floor 4: append-only facts and the state that can be rebuilt from them."""
