"""Cards and policies."""
