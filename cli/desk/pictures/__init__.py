"""Figures as pictures (SVG), without scripts and without inline styles."""
