"""Under the settings of a server, Django's own deployment check finds nothing."""

import os
import secrets
import subprocess
import sys

from django.conf import settings


def test_the_deployment_check_is_clean():
    server = os.environ | {
        "DJANGO_DEBUG": "0",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(50),
        "PUBLIC_URL": "https://familievriend.example",
        "TRUSTED_PROXY_COUNT": "1",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    checked = subprocess.run(command, cwd=settings.ROOT, env=server, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
