"""The time of a stored trace, out of its repaired tree; spans that were sent again are left out."""

from traces.analysis.time.measures import TimeSplit, split
from traces.analysis.time.timeline import lay_out
from traces.analysis.tree import Tree


def split_of(tree: Tree) -> TimeSplit:
    """Positions are those of the tree, and the window is its whole duration."""
    counted = [i for i in range(len(tree.spans)) if i not in tree.superseded]
    return split(lay_out(tree.spans, tree.parents, counted, (tree.start_ns, tree.end_ns)))
