"""How fast the mock exam is over a large bank, on a slow computer."""
