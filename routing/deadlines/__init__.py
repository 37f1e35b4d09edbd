"""By when a parcel must leave."""
