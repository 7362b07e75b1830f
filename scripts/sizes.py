"""Refuse source that has outgrown its name: files over 300 lines, functions over 30 without their docstring.

A function that must be longer says why in a comment on its first line: ``def f():  # long: ...``.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

FILE_LINES, FUNCTION_LINES, REASON = 300, 30, "# long: "
Function = ast.FunctionDef | ast.AsyncFunctionDef


def length(function: Function) -> int:
    """Lines of a function without its docstring."""
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    start = first.end_lineno if is_docstring else function.lineno
    return (function.end_lineno or 0) - (start or 0)


def faults(path: Path) -> Iterator[str]:
    """What is too long in one file, as path:line: complaint."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) > FILE_LINES:
        yield f"{path}:1: {len(lines)} lines, at most {FILE_LINES}. Split the file by noun."
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, Function) and length(node) > FUNCTION_LINES and REASON not in lines[node.lineno - 1]:
            yield (
                f"{path}:{node.lineno}: {node.name} has {length(node)} lines, at most {FUNCTION_LINES}. "
                f'Take a part out under a name of its own, or give the reason: "{REASON}...".'
            )


def main() -> int:
    """Complaints to standard error; exit code 1 if there are any."""
    found = [fault for path in sorted(Path("src").rglob("*.py")) for fault in faults(path)]
    sys.stderr.writelines(f"{fault}\n" for fault in found)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
