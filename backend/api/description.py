"""The words at the top of the API's document: how to sign in, what holds for every operation."""

from typing import Final

DESCRIPTION: Final = """\
Families who arrive, the people who help them, and what comes next.

## Signing in

Accounts come from an organisation; nobody opens one alone. Sign-in is django-allauth's headless API, described
at `/_allauth/openapi.html`. With a code by e-mail, from a phone:

1. `POST /_allauth/app/v1/auth/code/request` with `{"email": "amina@example.org"}`. **The answer is 401**: that is how
   allauth says "not yet: here is the next step". It carries `meta.session_token` and, in `data.flows`, the flow
   `login_by_code` with `"is_pending": true`. The answer is the same for an address that nobody has.
2. `POST /_allauth/app/v1/auth/code/confirm` with `{"code": "…"}` and the header `X-Session-Token` from step 1. The
   answer is 200, with a **new** `meta.session_token`: keep that one.
3. Every call here carries it: `X-Session-Token: …`.

Coordinators may also use a password: `POST /_allauth/app/v1/auth/login`; with a second factor the answer is again
401, with the pending flow `mfa_authenticate`, and `POST /_allauth/app/v1/auth/2fa/authenticate` with the code of the
authenticator app ends it. To sign out: `DELETE /_allauth/app/v1/auth/session` (**401 means done**). Until then the
token is good.

## What holds everywhere

* **Ids** are UUIDs. What is not yours looks exactly like what is not there: 404.
* **Refusals** are `application/problem+json` (RFC 9457). Go by `code`, which is stable. Wrong fields are 422 `invalid`
  with one entry in `errors` per field; a body that is not JSON is 400 `malformed`.
* **Texts for people** are `{"text", "lang", "dir"}`, in the language of `Accept-Language`, else in the person's own.
  `lang` is the language the text is really in. Names of people, places and organisations are plain strings.
* **Send it again safely**: every POST takes an `Idempotency-Key`. On a bad network, repeat the same request with the
  same key until there is an answer. The same key with another body is 422 `idempotency_key_reused`; while the first is
  going on, 409 `in_progress`.
* **Ask again cheaply**: what a phone polls has an `ETag`; send it back as `If-None-Match` and get 304. `me/contacts`
  has none: every look at a contact detail goes on record.
* **Not too often**: what is planned while you wait (suggestions, explanations) may be asked for some times an hour by
  each person, 30 unless the server says otherwise; then 429 `too_many_requests`, with `Retry-After` in seconds.
* **Lists** come in pages: follow `next` until it is null. Leave the cursor as it is.
* **Times** are UTC, ISO 8601; `…_on` are local dates.
"""

TAGS: Final = [
    {"name": "me", "description": "The person who is signed in: what is theirs and what is next."},
    {"name": "proposals", "description": "Suggested pairs on the way to three yeses."},
    {"name": "matches", "description": "Families and helpers who know each other."},
    {
        "name": "concerns",
        "description": "Somebody says that something is wrong. Few people read it; to others it is not there.",
    },
    {"name": "care", "description": "After the match: meetings, how it goes, contacts, what needs a coordinator."},
    {"name": "groups", "description": "Sponsor groups: who is in them, what they have, how far they are."},
    {"name": "steps", "description": "The things on a family's way."},
    {"name": "people", "description": "For staff: families, helpers and their import."},
    {"name": "hand-overs", "description": "For staff: families that go to another organisation."},
    {"name": "checks", "description": "What is asked of helpers, and the record that it was met."},
    {"name": "runs", "description": "For staff: executions of matching."},
    {"name": "places", "description": "Municipalities."},
]
