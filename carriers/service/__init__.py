"""Chat logs and team sheets of customer service, and the rules that handbooks and marketplaces set."""
