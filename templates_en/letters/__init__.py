"""What a letter is: its text with declared facts, read from a file."""
