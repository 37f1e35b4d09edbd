"""Texts that are no weight, size, amount, time or country."""
