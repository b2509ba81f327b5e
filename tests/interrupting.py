"""Processes that are interrupted in tests."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any


def hear_interrupts() -> None:
    """In a child before it starts: a test run in the background may be deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def started(command: Sequence[str], **how: Any) -> Iterator[subprocess.Popen[str]]:
    """A child with a session of its own that hears Ctrl-C; a test that fails leaves none."""
    child = subprocess.Popen(
        command, text=True, start_new_session=True, preexec_fn=hear_interrupts, **how
    )
    try:
        yield child
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
