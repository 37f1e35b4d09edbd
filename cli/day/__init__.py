"""Commands of a file each: the day's orders, one parcel, one order, and what a day is decided by."""
