"""A month of study, simulated: the plan against plain spaced repetition at equal minutes."""
