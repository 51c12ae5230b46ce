"""The terminal at a desk or in a booth: its devices, its media and its screen."""
