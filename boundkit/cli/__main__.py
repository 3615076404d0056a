"""``python -m boundkit.cli`` is ``boundkit``."""

import sys

from boundkit.cli import main

if __name__ == "__main__":
    sys.exit(main())
