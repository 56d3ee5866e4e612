"""Pictures of the main pages, from a running system with the demo programme, for docs/screens/.

Run it with the environment of that system:
    python -m tests.browser.screens http://127.0.0.1:8000 docs/screens
"""

import os
import sys
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.project.settings")
    django.setup()
    from tests.browser.pictures import take_all  # models can be imported only after setup

    take_all(sys.argv[1], Path(sys.argv[2]))
