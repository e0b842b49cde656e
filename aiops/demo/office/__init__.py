"""The demo company: eight workflows of Harbour Goods over sixty days, and what befalls them. Seed and anchor in, bytes
out; `stories` is the answer key, which the product never reads.

Everything about a day of a workflow follows from (seed, workflow, day), so loading twice sends the same.
"""
