"""Price sheets of forwarders to cards, and cards to workbooks and back."""
