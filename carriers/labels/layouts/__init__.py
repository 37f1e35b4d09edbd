"""What a carrier's upload file looks like, column by column."""
