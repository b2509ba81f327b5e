"""The plain twin: the same month, written the way a student of agent-based modelling would.

One Mesa ``Agent`` a household and a cooperative, plain numbers and its own arithmetic, written from
``docs/model.md``. It shares the scenario, the opening world and the keyed draws with the columnar
model, and every month equals it exactly (``compare.py``). Begin at ``world.py``, where ``MONTH``
tells who does what; then ``household.py`` (``livelihood.py``), ``cooperative.py`` (``till.py``).
"""
