"""Marketplace exports: lines to orders."""
