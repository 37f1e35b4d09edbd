"""The chance that a parcel is delivered in time, learnt from scans of the seller's own parcels."""
