"""Which letter fits an order: its state, the rules in their precedence, the facts to ask for."""
