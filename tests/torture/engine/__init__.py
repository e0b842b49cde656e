"""Kills and stops workers of managed workflows under load, and compares the books with what the world saw."""
