"""One module per golden file (its make_cases(rng) returns the list of cases), and what they share."""
