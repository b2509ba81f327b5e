"""The verbs of the month: each calls rules, writes its columns, moves its money."""
