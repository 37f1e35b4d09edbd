"""Files of facts, row by row and key by key."""
