"""Chats and the figures of service."""
