"""Where the time of one trace went: a corrected timeline, the critical path over it, and what each piece was spent on.

    timeline.lay_out -> critical_path.walk -> kinds.classify -> measures (self time, drag, slack), folded (call paths)

Pure. Everything works on positions, so that a page (a repaired Tree) and settling (a list of rows) share it.
"""
