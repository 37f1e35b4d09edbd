"""The sentences in English, a module a subject: the part of a reason's code before its first full stop."""
