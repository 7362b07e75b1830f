"""Write docs/reference/cli.md: the help of every command as it is now. A test fails while the page is out of date."""

import sys
from pathlib import Path

from typer.testing import CliRunner

from firstdose.cli.app import NAMES, app

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "cli.md"
HEAD = """# Command line

`STUDY` is the path of a study file, or the name of one that comes with `firstdose`. Commands that answer something take
`--json`. What the user can mend is told in a sentence on standard error, with exit code 2, and then nothing has been
written. The guide explains the answers. This page is made by `scripts/cli_reference.py` from the commands themselves.
"""
SECTION = """
## {name}

```text
$ {name} --help
{told}
```
"""


def page() -> str:
    """The whole page."""
    names = ["firstdose", *(f"firstdose {name}" for name in NAMES)]
    return HEAD + "".join(SECTION.format(name=name, told=_told(name)) for name in names)


def _told(name: str) -> str:
    arguments = [*name.split()[1:], "--help"]
    told = CliRunner().invoke(app, arguments, prog_name="firstdose", terminal_width=100).stdout
    return "\n".join(line.rstrip() for line in told.strip().splitlines())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
