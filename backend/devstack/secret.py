"""Secrets that this machine makes for itself and keeps."""

import secrets
from pathlib import Path

from backend.devstack.places import private_text


def kept_secret(path: Path) -> str:
    """Return the secret in `path`, made on first use."""
    if not path.exists():
        private_text(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()
