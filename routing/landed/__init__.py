"""What a parcel costs at the door: duty, tax and fees, dated, each with its source."""
