"""What a team needs around a design: table, pathways, text, hypothetical data and what the prior amounts to."""
