"""Sentences for people: the one place where a reason becomes text."""

from cli.words.sentence import sentence as sentence
