"""Label files, slips and customs."""
