"""What bench-jitter is made of."""
