"""A bill's line against the price of the parcel: what differs, and which cause makes it so."""
