"""The reference: one parcel, readable line by line."""
