"""Scripts that draw and measure the program; each is run by a target of the Makefile."""
