"""What is late, or will be: parcels on their way, and marketplaces' own figures."""
