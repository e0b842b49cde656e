"""What the product must arrive at, in plain Python: every fact that was sent, counted naively.

Only product.py and checks.py touch the product; the others import no app.
"""

import pytest

pytest.register_assert_rewrite("tests.facts.checks", "tests.facts.model")  # a failure shows what differs
