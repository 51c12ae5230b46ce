"""The sub-commands of `edge_client`: each module adds its own to the parser."""
