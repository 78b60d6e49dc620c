"""Floor 3: the rules of the drill, without input or output; time and chance are arguments."""
