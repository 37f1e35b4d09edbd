"""Prices, refusals, choices and the cost at the door."""
