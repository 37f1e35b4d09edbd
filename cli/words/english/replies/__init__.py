"""Replies, for the agent who sends them."""
