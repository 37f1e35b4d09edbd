"""Parts of a run made by several processes, and kept apart where no file holds them together."""
