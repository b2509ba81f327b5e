"""Ctrl-C while a sweep runs: heard between two looks, never in the middle of one."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interrupts(stop: threading.Event) -> Iterator[None]:
    """Let Ctrl-C set ``stop``, and raise ``KeyboardInterrupt`` once what is inside has ended.

    Raised where it falls, it could leave a lock of the workers taken, and the end would wait for
    it for ever. A second Ctrl-C is raised at once. Outside the main thread, and where somebody
    else handles Ctrl-C, nothing changes.
    """
    usual = signal.getsignal(signal.SIGINT)
    main = threading.current_thread() is threading.main_thread()
    if not main or usual is not signal.default_int_handler:
        yield
        return
    heard = False

    def hear(number: int, frame: FrameType | None) -> None:
        nonlocal heard
        if heard:
            signal.default_int_handler(number, frame)
        heard = True
        stop.set()

    signal.signal(signal.SIGINT, hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
    if heard:
        raise KeyboardInterrupt
