"""``python -m firstdose`` is the ``firstdose`` command."""

from firstdose.cli import main

main()
