"""What separates failing runs from good ones: every value of every dimension at once, with error control.

The same code answers for slow against normal and dear against normal: "failing" is whatever the caller marks. Pure;
imports NumPy, so that pages import it where they use it. Method, sources and simulations: docs/why/2026-11-contrast.md.
"""

from traces.analysis.contrast.compare import Contrast, Item, contrast
from traces.analysis.contrast.items import Dimension, Value, binned, dimension, parted, presence

__all__ = ["Contrast", "Dimension", "Item", "Value", "binned", "contrast", "dimension", "parted", "presence"]
