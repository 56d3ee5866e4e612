"""python -m tests.bench: what is measured here, and by which command."""

import ast
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Print the first line of every benchmark: each says how it is run."""
    for path in sorted(HERE.glob("*.py")):
        says = ast.get_docstring(ast.parse(path.read_text())) or ""
        if says.startswith(f"python -m tests.bench.{path.stem}"):
            sys.stdout.write(says.splitlines()[0] + "\n")


if __name__ == "__main__":
    main()
