"""Prices: the catalogue, which price a call has, and what the call then costs. Pure, integers only."""
