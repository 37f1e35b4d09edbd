"""Allotment: each parcel to one service at the least cost, under caps, least volumes and rebates, with proof."""
