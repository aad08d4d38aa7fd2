"""How fast the search answers in a long course, and what it fetches for that."""
