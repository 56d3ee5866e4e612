"""The environment of the system's processes on this machine: what the caller has set, else what suits here."""

import os
from pathlib import Path

from backend.devstack.ports import HOST
from backend.devstack.secret import kept_secret


def environment(folder: Path, port: int, servers: dict[str, str]) -> dict[str, str]:
    """Return the environment for processes whose files lie in `folder` and whose web server listens on `port`."""
    mail = folder / "mail"
    mail.mkdir(exist_ok=True)
    chosen = {
        "DJANGO_SETTINGS_MODULE": "backend.project.settings",
        "DJANGO_SECRET_KEY": kept_secret(folder / "secret_key"),
        "DJANGO_DEBUG": "0",
        "PUBLIC_URL": f"http://{HOST}:{port}",
        "MAIL_URL": f"folder://{mail}",
        "LOG_FORMAT": "console",
        "PYTHONUNBUFFERED": "1",
    }
    return {**chosen, **os.environ, **servers}
