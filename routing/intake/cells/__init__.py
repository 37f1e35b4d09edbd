"""One cell's text to a value, or to the fault it has."""
