"""What a card says of a service, as values."""
