"""Processes that are interrupted in tests."""

import signal


def hear_interrupts() -> None:
    """In a child before it starts: a test run in the background may be deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
