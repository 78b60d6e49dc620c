"""What practice says about skills: scores, levels and drift; pure rules, no I/O."""
