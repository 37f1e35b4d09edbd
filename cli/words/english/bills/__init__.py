"""What is said of forwarders' bills."""
