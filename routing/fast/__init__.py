"""The columns' path: a million parcels at once."""
