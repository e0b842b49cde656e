"""`make bench`: how fast, how small, how soon. It starts a stack of its own and measures it from outside, over HTTP."""
