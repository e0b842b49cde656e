"""Usage events: what somebody else timed and counted, as spans. Pure."""
