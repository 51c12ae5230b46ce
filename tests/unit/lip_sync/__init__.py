"""Voice and picture together."""
