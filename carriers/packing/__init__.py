"""The seller's packing: bags, cartons and fillers as a file states them."""
