"""What sellers agree on with carriers: caps, least volumes and rebates as a file states them."""
