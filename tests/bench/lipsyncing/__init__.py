"""What bench-lipsync is made of."""
