"""`edge_client` and `expert_client` as a person starts them."""
