"""Floor 1: errors, the clock and the study day, where things live, safe text."""
