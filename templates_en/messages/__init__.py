"""What a buyer's words ask for."""
