"""Django's settings. Whatever differs between machines comes from `env.py`."""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from commissioning.config import env, single_sign_on
from commissioning.logs import lines

BASE_DIR = Path(__file__).resolve().parents[2]

# --- Who we are ---------------------------------------------------------------------------
PROGRAMME_NAME = env.text(
    "PROGRAMME_NAME", "the programme's name in page titles, emails and reports", "Commissioning Support Programme"
)
SITE_ADDRESS = env.text("SITE_ADDRESS", "where people reach the site, such as https://support.example.org").rstrip("/")
SUPPORT_EMAIL = env.text("SUPPORT_EMAIL", "the address people write to for help", "help@programme.example")
DEMO_MODE = env.flag("DEMO_MODE", "demonstration accounts and a readable outbox; on a loopback address only", False)

SECRET_KEY = env.text("SECRET_KEY", "fifty or more random characters that sign sessions and links")
SECRET_KEY_FALLBACKS = env.words(
    "SECRET_KEY_FALLBACKS", "former secret keys, comma-separated, while they are rotated out"
)
DEBUG = env.flag("DEBUG", "Django's debug pages; never on a site that others can reach", False)

_site = urlsplit(SITE_ADDRESS)
SERVED_OVER_HTTPS = _site.scheme == "https"
if DEMO_MODE and _site.hostname not in {"127.0.0.1", "localhost", "::1"}:
    raise ImproperlyConfigured("DEMO_MODE shows everybody's mail: only for a SITE_ADDRESS on this machine (127.0.0.1).")
ALLOWED_HOSTS = [_site.hostname, *env.words("EXTRA_HOSTS", "further host names the site answers to, comma-separated")]
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]

# --- Rooms --------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # commas in numbers
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "crispy_forms",
    "csp",
    "commissioning.govuk",
    "commissioning.reporting",
    "commissioning.authorities",
    "commissioning.people",
    "commissioning.documents",
    "commissioning.profiles",
    "readiness",
    "commissioning.library",
    "commissioning.support",
    "evaluation",
    "commissioning.programme",
]

MIDDLEWARE = [
    "commissioning.programme.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "commissioning.programme.middleware.closed",
    "commissioning.programme.middleware.size_limit",
    "commissioning.programme.middleware.storable_path",
    "commissioning.programme.middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "commissioning.people.middleware.session_length",
    "commissioning.people.middleware.SignInRequired",
    "commissioning.people.middleware.request_scope",
    "commissioning.people.middleware.second_factor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commissioning.programme.middleware.never_cache_signed_in",
    "commissioning.people.middleware.not_proved",
    "commissioning.people.middleware.not_now",
]

ROOT_URLCONF = "commissioning.config.urls"
WSGI_APPLICATION = "commissioning.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commissioning.programme.navigation.service",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ("govuk",)
CRISPY_TEMPLATE_PACK = "govuk"
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- Data ---------------------------------------------------------------------------------
# Migrations run as the database's owner, the site as a role that owns nothing (design rule 6).
_as_owner = env.flag("DATABASE_AS_OWNER", "connect with DATABASE_OWNER_URL; only for preparing the database", False)
_app_url = env.text("DATABASE_URL", "the PostgreSQL address the site connects with, postgres://role:password@host/name")
_owner_url = env.text("DATABASE_OWNER_URL", "the PostgreSQL address of the database's owner, used for migrations", "")
DATABASES = {
    "default": {
        **dj_database_url.parse(_owner_url or _app_url if _as_owner else _app_url),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] |= {"connect_timeout": 5, "application_name": "commissioning"}
APPLICATION_ROLE = dj_database_url.parse(_app_url)["USER"]

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},  # counters of the rate limits: a flood of them must not push others out
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
DATA_DIR = Path(
    env.text("DATA_DIR", "where uploaded and rendered files are kept, outside the web root", BASE_DIR / ".data")
)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
BACKUP_DIR = env.text("BACKUP_DIR", "where backups are kept; `preflight` asks how old the last one is", "")
BACKUP_PASSPHRASE = env.text(
    "BACKUP_PASSPHRASE", "seals the keys in a backup; keep a copy where neither site nor backups lie", ""
)
CLAMAV_ADDRESS = env.text(
    "CLAMAV_ADDRESS", "the virus scanner clamd, host:port or the path of its socket; empty means none", ""
)
STATIC_URL = "/static/"
STATIC_ROOT = Path(
    env.text("STATIC_ROOT", "where compiled styles and scripts are collected", BASE_DIR / ".data/static")
)
STATICFILES_DIRS = [BASE_DIR / "static/build"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- Jobs ---------------------------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL", "the Redis that carries the job queue, redis://:password@host:port/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # the Document row is the truth; see docs/decisions/0004
# Three queues, so that a thousand PDFs delay neither a heartbeat nor a password link.
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TASK_ROUTES = {
    "documents.make": {"queue": "documents"},
    "people.send_*": {"queue": "mail"},
    "readiness.remind": {"queue": "mail"},
    "readiness.thank": {"queue": "mail"},
    "profiles.remind_of_events": {"queue": "mail"},
    "support.digest": {"queue": "mail"},
    "evaluation.send": {"queue": "mail"},
    "evaluation.withhold": {"queue": "documents"},
    "evaluation.tabulate": {"queue": "documents"},
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kilobytes
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CHANNEL_ERROR_RETRY = True  # a Redis without room would end the worker, not only make it wait
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    # Whoever queues work waits for nobody: with Redis away the row waits, not the person (jobs.queue).
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "documents-requeue": {"task": "documents.requeue_stranded", "schedule": 20.0},
    "people-mail": {"task": "people.send_waiting_mail", "schedule": 60.0},
    "people-tidy": {"task": "people.tidy", "schedule": 3600.0},
    "profiles-remind": {"task": "profiles.remind_of_events", "schedule": crontab(hour=8, minute=15)},
    "profiles-tidy": {"task": "profiles.tidy", "schedule": 3600.0},
    "readiness-remind": {"task": "readiness.remind", "schedule": crontab(hour=8, minute=0)},
    "readiness-scan": {"task": "readiness.scan_waiting_evidence", "schedule": 60.0},
    "support-digest": {"task": "support.digest", "schedule": crontab(day_of_week="monday", hour=7, minute=30)},
    "support-scan": {"task": "support.scan_waiting_files", "schedule": 60.0},
    "evaluation-send": {"task": "evaluation.send", "schedule": 60.0},
    "evaluation-collect": {"task": "evaluation.collect", "schedule": 300.0},
    "programme-contact": {"task": "programme.offer_contact", "schedule": crontab(hour=7, minute=0)},
    "programme-retain": {"task": "programme.retain", "schedule": crontab(hour=3, minute=10)},
    "programme-heartbeat": {"task": "programme.heartbeat", "schedule": 15.0},
    "programme-watch": {"task": "programme.watch", "schedule": 300.0},
}

# --- People -------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("full_name", "email", "job_title")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "commissioning.people.breached.StretchedPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "commissioning.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "commissioning.people.account_forms.SignInForm",
    "change_password": "commissioning.people.account_forms.ChangePasswordForm",
    "reset_password": "commissioning.people.account_forms.AskForNewPasswordForm",
    "reset_password_from_key": "commissioning.people.account_forms.ChooseNewPasswordForm",
    "set_password": "commissioning.people.account_forms.ChooseFirstPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the invitation sent to it
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# A whole council sits behind one address, and starts work at nine.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "guess_address": "200/5m/ip",  # these three: see people.limits
    "guess_here": "10/5m/key",
    "guess_account": "100/h/key",
    "guess_code": "10/5m/key,100/d/key",
    "reset_password": "100/h/ip,5/h/key",
    "reset_password_from_key": "100/m/ip",
    "single_sign_on": "300/m/ip",
    "respond_lost": "100/h/ip",
    "calendar_feed": "300/m/ip",  # programs fetch it every few minutes, many of them from one address
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number(
    "TRUSTED_PROXIES", "how many proxies stand in front and set X-Forwarded-For", 0
)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "commissioning.people.second_factor.MFAAdapter"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute out
MFA_FORMS = {
    "authenticate": "commissioning.people.account_forms.CodeForm",
    "reauthenticate": "commissioning.people.account_forms.CodeAgainForm",
    "activate_totp": "commissioning.people.account_forms.SetUpAppForm",
}
# Whoever works for the programme sees many areas: a password alone does not open them. Never forced in a demonstration.
MFA_REQUIRED = (
    env.flag("MFA_REQUIRED", "whether people who work for the programme must sign in with a second factor", True)
    and not DEMO_MODE
)
# Single sign-on through one OpenID Connect provider, where there is one: docs/decisions/0024-single-sign-on.md.
OIDC_SERVER = env.text(
    "OIDC_SERVER", "single sign-on: the issuer address of the OpenID Connect provider; empty means none", ""
).rstrip("/")
OIDC_NAME = env.text("OIDC_NAME", "what people call that provider; the button says “Sign in with” and this", "")
OIDC_CLIENT_ID = env.text("OIDC_CLIENT_ID", "the number or name under which the provider knows this site", "")
OIDC_CLIENT_SECRET = env.text("OIDC_CLIENT_SECRET", "the secret that the provider gave for it", "")
OIDC_DOMAINS = [
    domain.lower().removeprefix("@")
    for domain in env.words("OIDC_DOMAINS", "what follows the @ in the addresses it may speak for, comma-separated")
]
OIDC_ASSIGNS_ADDRESSES = env.flag(
    "OIDC_ASSIGNS_ADDRESSES",
    "whether people cannot change their address at the provider, so that one counts as proved where it does not say so",
    False,
)
OIDC_SECOND_FACTOR = env.flag(
    "OIDC_SECOND_FACTOR", "whether everybody who signs in there gives a second factor there", False
)
OIDC_LEADS_THROUGH = env.words(
    "OIDC_LEADS_THROUGH", "further addresses that the provider leads a browser through, comma-separated, https://host"
)
if OIDC_SERVER:
    single_sign_on.check(
        OIDC_SERVER,
        {
            "OIDC_NAME": OIDC_NAME,
            "OIDC_CLIENT_ID": OIDC_CLIENT_ID,
            "OIDC_CLIENT_SECRET": OIDC_CLIENT_SECRET,
            "OIDC_DOMAINS": OIDC_DOMAINS,
        },
        OIDC_LEADS_THROUGH,
    )
SOCIALACCOUNT_ADAPTER = "commissioning.people.provider.SocialAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False  # the provider is asked who somebody is, and nothing after that
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "programme:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_AGE = 2 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_OVER_HTTPS
if SERVED_OVER_HTTPS:  # a browser takes cookies of such names from this very host alone
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "commissioning.programme.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Mail ---------------------------------------------------------------------------------
# Whatever is mailed becomes a row first and a task sends it: a slow mail server delays nobody.
EMAIL_BACKEND = "commissioning.people.mail.QueueingBackend"
DEFAULT_FROM_EMAIL = (
    env.text("FROM_EMAIL", "the sender of the site's emails; SUPPORT_EMAIL when empty", "") or SUPPORT_EMAIL
)
EMAIL_HOST = env.text("SMTP_HOST", "the outgoing mail server", "localhost")
EMAIL_PORT = env.number("SMTP_PORT", "its port", 25)
EMAIL_HOST_USER = env.text("SMTP_USER", "its user name, when it wants one", "")
EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD", "its password", "")
EMAIL_USE_TLS = env.flag("SMTP_STARTTLS", "whether to switch to TLS after connecting", False)
EMAIL_TIMEOUT = 20

# --- Safety -------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SERVED_OVER_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SERVED_OVER_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SERVED_OVER_HTTPS
SECURE_HSTS_PRELOAD = False
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # of text
LARGEST_FILE_MB = 10  # of one file; deploy/nginx.conf.template must let it pass
LARGEST_FILE = LARGEST_FILE_MB * 1024 * 1024
LARGEST_REQUEST = LARGEST_FILE + DATA_UPLOAD_MAX_MEMORY_SIZE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # HSTS preload is the council's decision, not ours

# --- Words, time and logs -----------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["commissioning.config.formats"]

LOG_FORMAT = env.text(
    "LOG_FORMAT", "`line` for people, or `json`: one object a line, for a program that collects them", "line"
)
if LOG_FORMAT not in lines.FORMATS:
    raise ImproperlyConfigured(f"LOG_FORMAT is {LOG_FORMAT!r}; write one of: {', '.join(lines.FORMATS)}.")
SLOW_QUERY_MS = env.number(
    "SLOW_QUERY_MS", "database statements that take so many milliseconds are logged, without values; 0 logs none", 500
)
ERROR_HOOK = env.text(
    "ERROR_HOOK",
    "an address that the worker sends a report to for each unexpected error: what kind and where, no values",
    "",
)
if ERROR_HOOK and urlsplit(ERROR_HOOK).scheme not in {"http", "https"}:
    raise ImproperlyConfigured("ERROR_HOOK is no address; write one that begins with https://, or leave it empty.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "belongs": {"()": "commissioning.logs.context.Belongs"},
        "route": {"()": "commissioning.logs.context.RouteNotPath"},
    },
    "formatters": {
        "line": {"()": "commissioning.logs.lines.Line"},
        "json": {"()": "commissioning.logs.lines.Json"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["belongs", "route"]},
        "reports": {"class": "commissioning.logs.reports.Reporter", "level": "ERROR"},
    },
    "root": {
        "handlers": ["console", "reports"] if ERROR_HOOK else ["console"],
        "level": env.text("LOG_LEVEL", "how much is logged", "INFO"),
    },
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
