"""All settings, in sections. Every environment variable is listed in README.md, "Settings"."""

import logging
from pathlib import Path
from urllib.parse import quote

from csp.constants import NONCE, NONE, SELF

from aicmo_site import environment as env
from aicmo_site.logging import configuration as logging_configuration

# --- Where things are ------------------------------------------------------------------------------------------------

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "var", within=("broker", "mail", "media", "schedule", "static", "tmp"))

# --- Kind of installation --------------------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG", default=True)
BASE_DOMAIN = env.host_name("BASE_DOMAIN", "localhost")
if not DEBUG and BASE_DOMAIN == "localhost":
    raise env.WrongSetting("DEBUG is false, so BASE_DOMAIN must be the host that agencies' addresses end in.")
PORT = env.number("PORT", default=8000, low=1, high=65535)
# At home every loopback name works; in public only hosts of the table do.
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"}) if DEBUG else frozenset()
PUBLIC_PORT = f":{PORT}" if DEBUG else ""
PUBLIC_SCHEME = env.one_of("PUBLIC_SCHEME", default="http" if DEBUG else "https", among=("http", "https"))
# Reverse proxies before us, each of which adds to X-Forwarded-For whom it saw (tenants.accounts).
PROXIES = env.number("PROXIES", default=0 if DEBUG else 1, low=0, high=5)

# --- Secrets ---------------------------------------------------------------------------------------------------------

SECRET_KEY = env.secret_key(DATA_DIR / "secret_key", public=not DEBUG)
# Newest first; tenants.secrets encrypts with the first and decrypts with any.
SECRET_KEY_RING = env.key_ring(DATA_DIR / "key_ring", public=not DEBUG)

# --- Applications ----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "aicmo_site",
    "tenants",
    "campaigns",
    "delivery",
    "portal",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_structlog",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "tenants.middleware.PolicyMiddleware",
    "tenants.middleware.HostMiddleware",
    "tenants.middleware.AgencySessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tenants.middleware.MemberMiddleware",
    "portal.middleware.PortalMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tenants.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "aicmo_site.urls"
BASE_HOST_URLCONF = "aicmo_site.urls_base"
WSGI_APPLICATION = "aicmo_site.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

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
                "csp.context_processors.nonce",
                "tenants.context.site",
            ],
        },
    },
]

# --- Databases -------------------------------------------------------------------------------------------------------
# SQLite: one connection. PostgreSQL: three roles of one database (docs/architecture.md, "Three walls").

roles = {"owner": "DATABASE_OWNER_URL", "platform": "DATABASE_PLATFORM_URL"}
EMBEDDED_DATABASE = f"sqlite:///{quote(str(DATA_DIR / 'aicmo.sqlite3'))}"
DATABASES = {"default": env.database("DATABASE_URL", env.text("DATABASE_URL", EMBEDDED_DATABASE))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    for name, variable in roles.items():
        if env.text(variable):
            raise env.WrongSetting(f"{variable} names the {name} role, so DATABASE_URL must be PostgreSQL too.")
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-20000;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    for name, variable in roles.items():
        if not env.text(variable).startswith("postgres"):
            raise env.WrongSetting(f"DATABASE_URL is PostgreSQL, so {variable} must name its {name} role.")
        DATABASES[name] = env.database(variable, env.text(variable))
    if len({alias["USER"] for alias in DATABASES.values()}) != 3:
        raise env.WrongSetting("DATABASE_URL, DATABASE_OWNER_URL and DATABASE_PLATFORM_URL must be three roles.")
    DATABASES["default"]["ENGINE"] = "tenants.db.postgresql"
    DATABASES["default"]["TEST"] = {"MIRROR": "owner"}
    DATABASES["platform"]["TEST"] = {"MIRROR": "owner"}
    DATABASES["owner"]["TEST"] = {"DEPENDENCIES": []}
    for alias in DATABASES.values():
        alias.update({"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "DISABLE_SERVER_SIDE_CURSORS": True})

DATABASE_ROUTERS = ["tenants.db.router.ScopeRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache (rate limits, one-time codes); the agency is part of every key --------------------------------------------

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "KEY_FUNCTION": "tenants.cache.key",
    }
}
if cache_url := env.text("CACHE_URL"):
    CACHES["default"].update(env.cache(cache_url))

# --- People ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "tenants.User"
AUTHENTICATION_BACKENDS = ["tenants.accounts.MemberBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tenants.accounts.AccountAdapter"
MFA_ADAPTER = "tenants.accounts.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation, to an address that an owner typed
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # such a letter goes to nobody: tenants.accounts
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "tenants.tokens.AgencyTokenGenerator"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Beside allauth's own: codes for contacts, and typing them (portal.views). The key is the address; "all" is the agency.
ACCOUNT_RATE_LIMITS = {
    "portal_code": "30/15m/ip,5/15m/key",
    "portal_code_agency": "300/h/key",
    "portal_redeem": "30/15m/ip",
}
ACCOUNT_FORMS = {
    "reset_password": "tenants.account_forms.ResetPasswordForm",
    "request_login_code": "tenants.account_forms.RequestLoginCodeForm",
    "reset_password_from_key": "tenants.account_forms.ResetPasswordKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = ""  # the agency's name, from MFAAdapter

# --- Sessions, cookies, transport ------------------------------------------------------------------------------------

ALLOWED_HOSTS = ["*"]  # the table of hosts is the gate: tenants.middleware.HostMiddleware
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tenants.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PUBLIC_SCHEME == "https":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, PORTAL_COOKIE_NAME = "__Host-session", "__Host-csrf", "__Host-portal"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
else:
    # Cookies ignore ports: two instances on one machine must not sign each other out.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, PORTAL_COOKIE_NAME = f"session_{PORT}", f"csrf_{PORT}", f"portal_{PORT}"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- Files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
# Empty: a folder. Otherwise an S3-compatible bucket, private, reached by clients through links that live a minute.
STORAGE_URL = env.text("STORAGE_URL")
STORAGE_LINKS = env.flag("STORAGE_LINKS", default=bool(STORAGE_URL))
if STORAGE_LINKS and not STORAGE_URL:
    raise env.WrongSetting("STORAGE_LINKS is true, but a folder has no links. Set STORAGE_URL.")
STORAGES = {
    "default": env.bucket(STORAGE_URL)
    if STORAGE_URL
    else {
        "BACKEND": "tenants.storage.Folder",
        "OPTIONS": {
            "location": str(DATA_DIR / "media"),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Mail (account mail only; messages to clients and leads go through gateways) --------------------------------------

EMAIL_BACKEND = "tenants.mailbox.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
if email_url := env.text("EMAIL_URL"):
    vars().update(env.mail_server(email_url))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.mail_address("MAIL_FROM", f"no-reply@{BASE_DOMAIN}")

# --- Web (aicmo_site.gunicorn) ---------------------------------------------------------------------------------------

WEB_WORKERS = env.number("WEB_WORKERS", default=2, low=1, high=64)
WEB_THREADS = env.number("WEB_THREADS", default=4, low=1, high=64)

# --- Jobs ------------------------------------------------------------------------------------------------------------
# Rows are the truth, the broker is a wake-up call: tenants.jobs.

JOB_LEASE_SECONDS = env.number("JOB_LEASE_SECONDS", default=30, low=1, high=3600)
JOB_SWEEP_SECONDS = env.number("JOB_SWEEP_SECONDS", default=10, low=1, high=60)

CELERY_BROKER_URL = env.text("BROKER_URL", "filesystem://localhost")
BROKER_KIND = env.broker_kind(CELERY_BROKER_URL)
CELERY_BROKER_TRANSPORT = "aicmo_site.broker.Transport" if BROKER_KIND == "filesystem" else None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "filesystem": {
        "data_folder_in": str(DATA_DIR / "broker"),
        "data_folder_out": str(DATA_DIR / "broker"),
        "control_folder": str(DATA_DIR / "broker"),
        "polling_interval": 0.2,
    },
    # Re-delivery is the sweeper's work, so Redis may be slow at it: a lease is over long before an hour.
    "redis": {"visibility_timeout": 3600, "socket_timeout": 10, "socket_connect_timeout": 4, "socket_keepalive": True},
    "amqp": {"confirm_publish": True},
}[BROKER_KIND]
CELERY_BROKER_CONNECTION_TIMEOUT = 4
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False  # a request does not wait for the broker; the sweeper sends again
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "aicmo"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_CONCURRENCY = env.number("JOB_THREADS", default=2, low=1, high=64)
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10.0
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # whoever reaches the broker must not steer workers
CELERY_WORKER_REDIRECT_STDOUTS = False
# Jobs say themselves what becomes of them; a sweep every few seconds is no news.
DJANGO_STRUCTLOG_CELERY_TASK_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_CELERY_TASK_SUCCESS_LOG_LEVEL = logging.DEBUG
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "schedule" / "beat")
# All that happens by the clock. Entries find their work in rows, so two schedulers do no harm.
CELERY_BEAT_SCHEDULE = {
    "sweep jobs": {"task": "tenants.sweep", "schedule": JOB_SWEEP_SECONDS, "options": {"expires": JOB_SWEEP_SECONDS}},
}

# --- Text and time ---------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "aicmo_site.formats"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- Limits ----------------------------------------------------------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # an artifact holds at most 2 MB; forms encode generously
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "tmp"  # a disk: the system's own may be memory

# --- Logs ------------------------------------------------------------------------------------------------------------

LOGGING_CONFIG = None
LOG_FORMAT = env.one_of("LOG_FORMAT", default="text" if DEBUG else "json", among=("text", "json"))
LOG_LEVEL = env.one_of("LOG_LEVEL", default="INFO", among=("DEBUG", "INFO", "WARNING", "ERROR"))
logging_configuration(LOG_FORMAT, LOG_LEVEL)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
