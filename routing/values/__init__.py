"""Text to exact values, one reader each."""
