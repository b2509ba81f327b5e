"""Joins a room again and again and says which entries were acknowledged: to be killed at it."""

from __future__ import annotations

import sys

from coopsim.game import Room, Tell

if __name__ == "__main__":
    room = Room.open(sys.argv[1], "room")
    for number in range(100_000):
        state = room.do(Tell(f"message {number}"))
        print(state.length, flush=True)
