"""The plain twin: the same month, written the way a student of agent-based modelling would.

One Mesa ``Agent`` object a household and a cooperative, plain Python numbers, ``math``, and its
own arithmetic written from ``docs/model.md``. With the columnar model it shares the scenario,
the opening world and the keyed draws, nothing else; every month its columns and its ledger equal
those of ``coopsim.model.village.Village`` exactly. It is documentation that runs: begin at
``world.py``, whose ``step`` is the month, and read on where you are curious.

    world.py        the month, and what befalls everybody
    household.py    who a household is; its work stands in works, sells, lives, borrows, belongs
    cooperative.py  who a cooperative is; trades, keeps, borrows_outside, governs, closes
    fund.py         the national revolving fund
    books.py        one ``book`` for every flow of money
    sums.py         rounding, splitting and queueing
    compare.py      the twin beside the columnar model: the first difference
"""
