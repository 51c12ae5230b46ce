"""Voice and picture of one person, heard and seen together, whichever of them comes sooner."""
