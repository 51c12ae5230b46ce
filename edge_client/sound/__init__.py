"""The terminal's sound between the network and the devices: receiving, concealing, in time."""
