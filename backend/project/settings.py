"""Django's settings. From the environment comes only what differs between deployments (`environment`)."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF

from backend.project import environment, logs
from backend.project.languages import LANGUAGES as LANGUAGES_READ
from backend.project.languages import RIGHT_TO_LEFT

ROOT: Final = Path(__file__).resolve().parent.parent.parent

SECRET_KEY = environment.required("DJANGO_SECRET_KEY")
DEBUG = environment.flag("DJANGO_DEBUG")
PUBLIC_URL = environment.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
IS_HTTPS: Final = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = [*environment.words("DJANGO_ALLOWED_HOSTS", "127.0.0.1,localhost"), urlsplit(PUBLIC_URL).hostname or ""]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# Browsers keep cookies by host, not by port: two copies on one machine must not sign each other's people out.
PORT: Final = urlsplit(PUBLIC_URL).port or ""

ROOT_URLCONF = "backend.project.urls"
AUTH_USER_MODEL = "people.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "backend.project",
    "backend.places",
    "backend.people",
    "backend.journey",
    "matching",
    "backend.care",
    "notifications",
    "backend.flows",
    "backend.api",
    "backend.web",
    "backend.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",  # the list of sessions of allauth loads it
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backend.project.request_log.RequestLogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "backend.web.reader_language.ReaderLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "backend.web.account_doors.AccountDoorsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": environment.database(environment.required("DATABASE_URL"))}
REDIS_URL = environment.required("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
PLANS_AN_HOUR = environment.number("PLANS_AN_HOUR", 30)  # that one coordinator may have made while they wait

# Times are stored in UTC; each person's own zone is a column of theirs.
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = LANGUAGES_READ
LANGUAGES_BIDI = RIGHT_TO_LEFT
LOCALE_PATHS = [ROOT / "backend" / "project" / "locale"]
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # straight from the packages: nothing to collect, nothing to forget

globals().update(environment.mail(environment.required("MAIL_URL")))
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", "Familievriend <no-reply@familievriend.example>")

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "web:start"
LOGOUT_REDIRECT_URL = "web:start"
ACCOUNT_ADAPTER = "backend.project.sign_in.SignInAdapter"
ACCOUNT_FORMS = {
    "login": "backend.web.sign_in_forms.PasswordSignIn",
    "request_login_code": "backend.web.sign_in_forms.AskForCode",
    "confirm_login_code": "backend.web.sign_in_forms.TypeCode",
    "reset_password": "backend.web.sign_in_forms.AskForNewPassword",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # without a password here, allauth asks none at sign-in either
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXY_COUNT", 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Familievriend"
HEADLESS_SERVE_SPECIFICATION = True

SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"session{PORT}", f"csrf{PORT}"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 2**20  # an import of 10 MiB as JSON; all else in the API takes 1 MiB
# What people hand in stays in memory until it is in the database: nothing is left in a folder when a process dies.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 9 * 2**20  # of the whole body: backend.people.documents.content.LARGEST_BODY and room
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "backend.api.authentication.PhoneSession",
        "backend.api.authentication.BrowserSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "backend.api.errors.problem_response",
    "DEFAULT_SCHEMA_CLASS": "backend.api.schema.OperationSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Familievriend",
    "VERSION": "1",
    "DESCRIPTION": "Families who arrive, the people who help them, and what comes next.",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["backend.api.schema.finish"],
}

# Celery only wakes us; the rows are the queue. The options together bring a task of a killed worker
# back within the visibility timeout; with the defaults it takes over an hour (kombu 5.7, measured).
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 3600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "backend.project.tasks.heartbeat", "schedule": 2.0, "options": {"expires": 10}},
    "messages": {"task": "notifications.tasks.plan_and_dispatch", "schedule": 60.0, "options": {"expires": 55}},
    "expiry": {"task": "matching.tasks.expire_proposals", "schedule": 60.0, "options": {"expires": 55}},
    "steps": {"task": "backend.journey.tasks.plan_missing_steps", "schedule": 60.0, "options": {"expires": 55}},
    "check-ins": {"task": "backend.care.tasks.plan_check_ins", "schedule": 900.0, "options": {"expires": 600}},
    "runs": {"task": "matching.tasks.take_up_runs", "schedule": 60.0, "options": {"expires": 55}},
    "idempotency": {"task": "backend.api.tasks.forget_idempotent_requests", "schedule": crontab(minute="40")},
    "day": {"task": "backend.flows.tasks.turn_the_day", "schedule": crontab(minute="5")},
    "documents": {"task": "backend.flows.tasks.delete_documents", "schedule": crontab(minute="25")},
    "clearance": {"task": "backend.flows.tasks.count_clearance_anew", "schedule": crontab(hour="0", minute="45")},
    "nightly": {"task": "matching.tasks.nightly_matching", "schedule": crontab(hour="1", minute="15")},
}

LOGGING = logs.configuration(level="INFO", as_json=environment.text("LOG_FORMAT", "json") == "json")
