"""Order ids that came before."""
