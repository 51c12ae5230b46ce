"""The `etaluukku` command."""
