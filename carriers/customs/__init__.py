"""What customs and tax ask of a parcel, dated."""
