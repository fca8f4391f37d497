"""Revision scripts to operations to the Schema at every revision; the graph; lineages."""
