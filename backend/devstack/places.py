"""Where things lie on this machine."""

import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
RUN: Final = ROOT / ".run"
DEMO: Final = RUN / "demo"


def tool(name: str) -> str:
    """Return the path of a program that was installed next to the Python that runs."""
    return str(Path(sys.executable).parent / name)


def private_folder(path: Path) -> Path:
    """Return `path`, made if need be, open to its owner only."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def private_text(path: Path, text: str) -> None:
    """Write `text` to `path`, readable by its owner only from the first byte."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text, encoding="utf-8")
