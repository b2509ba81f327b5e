"""The plain twin: the same month, written the way a student of agent-based modelling would.

One Mesa ``Agent`` object a household and a cooperative, plain Python numbers and its own
arithmetic written from ``docs/model.md``. With the columnar model it shares the scenario,
the opening world and the keyed draws; every month its columns and ledger equal the model's
exactly (``compare.py``). Begin at ``world.py``, where ``MONTH`` tells who does what, and read on
in ``household.py`` (``livelihood.py``) and ``cooperative.py`` (``till.py``, ``board.py``).
"""
