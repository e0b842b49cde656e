"""How often Python looks for reference cycles in a process that serves or works for long.

A batch makes thousands of objects that go by themselves, at the door and when its traces are settled: to look for
cycles after every 700 costs a share of all that is computed.
"""

import gc

COLLECT_AFTER = (20_000, 20, 50)


def look_seldom() -> None:
    """Once all is loaded: what is there now stays, and no collection looks at it again."""
    gc.collect()
    gc.set_threshold(*COLLECT_AFTER)
    gc.freeze()
