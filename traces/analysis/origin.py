"""Where a failure began: the span to jump to, not the first red one from the top."""

from traces.analysis.tree import NONE, Tree


def origin(tree: Tree) -> int | None:
    """The position of the span where the failure began; None when no span failed.

    A failing span that has a failing child of the same error type only passed that error on. Of the others, one whose
    ancestors all failed too comes first (a failure further down that was caught did not fail the trace), then the one
    that ended first, then the deepest.
    """
    failing = [i for i, span in enumerate(tree.spans) if span.status == "error" and i not in tree.superseded]
    passed_on = {
        tree.parents[i]
        for i in failing
        if tree.parents[i] != NONE and tree.spans[i].error_type == tree.spans[tree.parents[i]].error_type
    }
    reaches_root: dict[int, bool] = {}
    for i in failing:  # pre-order: a parent is always known before its children
        reaches_root[i] = tree.parents[i] == NONE or reaches_root.get(tree.parents[i], False)
    candidates = [i for i in failing if i not in passed_on]
    return min(candidates, key=lambda i: (not reaches_root[i], tree.spans[i].end_ns, -tree.depths[i], i), default=None)
