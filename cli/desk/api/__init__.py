"""The desk for programs: the verbs as JSON, with a document that tells them."""
