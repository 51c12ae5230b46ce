"""Parts of `make bench-document`."""
