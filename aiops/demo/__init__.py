"""The simulator: a deterministic company. Seed and anchor time in; bytes for the doors out. It imports no app.

Everything about trace number n follows from (seed, n) alone, so any slice can be made at any time, in any process.
"""
