"""The short page that a newcomer reads when the demo stands."""

from pathlib import Path

from backend.demo.concerns import SAFEGUARDING
from backend.demo.named import COORDINATOR, FAMILY, VOLUNTEER, demo_password


def demo_page(*, public_url: str, mail_folder: Path | None) -> str:
    """Return the page: the addresses, the sign-ins, and what to try first.

    `mail_folder` is where e-mail lands; None = it is really sent.
    """
    return f"""Familievriend is running.

  Console and pages    {public_url}/
  API, to read and try {public_url}/api/docs/

Sign in as             e-mail                     with
  coordinator          {COORDINATOR:<26} password {demo_password()}
  safeguarding         {SAFEGUARDING:<26} the same password; reads concerns, nobody else does
  volunteer            {VOLUNTEER:<26} the code that is mailed
  family               {FAMILY:<26} the code that is mailed
{_codes(mail_folder)}
Try first
  1. Coordinator: look at the proposal for Rima and Nour, see why they fit, and approve it.
  2. Volunteer: say yes to it. Family: say yes too. The third yes makes the match.
  3. Family: see who helps you, how to reach her, and your next three steps. Tick one off.
  4. Coordinator: see what else waits today. Every family and volunteer here is made up."""


def _codes(mail_folder: Path | None) -> str:
    if mail_folder is None:
        return ""
    return f"""
Mail lands in {mail_folder}
and goes nowhere else. Reminders by e-mail wait for the morning; sign-in codes come at once.
The newest code of somebody, in another window: make manage ARGS="last_code {FAMILY}"
"""
