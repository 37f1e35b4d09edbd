"""Facts about carriers: rate cards, holiday tables and label layouts, with their loading and checking."""
