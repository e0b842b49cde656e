"""Kills parts of a running installation under load, and counts what was lost or doubled. `make torture`."""
