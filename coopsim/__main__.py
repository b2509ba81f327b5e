"""``python -m coopsim`` is the command ``coopsim``."""

from coopsim.cli import main

if __name__ == "__main__":
    main()
