class CannotStartError(Exception):
    """Something `up` needs is missing or taken. The message says what, where and how to mend it; shown as it is."""
