"""Floor 6: one module per job a person does; storage and rules meet only here."""
