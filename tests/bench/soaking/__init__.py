"""What bench-sound-soak is made of."""
