"""The plain twin: the same month, written the way a student of agent-based modelling would.

One Mesa ``Agent`` object a household and a cooperative, plain Python numbers, ``math``, and its
own arithmetic written from ``docs/model.md``. With the columnar model it shares the scenario,
the opening world and the keyed draws, nothing else; every month its columns and its ledger equal
those of ``coopsim.model.village.Village`` exactly (``compare.py``). It is documentation that
runs: begin at ``world.py``, where ``MONTH`` tells who does what, and read on in ``household.py``
(with ``livelihood.py``) and ``cooperative.py`` (with ``till.py`` and ``board.py``).
"""
