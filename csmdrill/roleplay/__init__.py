"""Role-plays as an event machine on a virtual clock: pure rules, no I/O."""
