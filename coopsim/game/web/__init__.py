"""The pages of the game: team, board, projector, debrief and national desk, served by tornado.

- ``starting.serve_game(room, ...)`` serves one room; ``coopsim serve --game`` calls it.
- ``Host`` holds the room: commands go to the log in turn, years are lived in a thread, and pages
  show one frozen ``Seen``. What each may see is made in ``teampages``, ``boardpages``,
  ``deskpage``, ``projecting`` and ``debriefing``; who comes in, in ``joining`` and ``gate``.
- A page asks for news once a second with the version it has, and gets only its changed parts.
"""
