"""A carrier's reply read into the run, and the marketplaces told: which order has which tracking number."""
