"""How often the review agrees with people who judged questions."""
