"""Django's settings, all derived from Config."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from parley.settings.config import Config

CONFIG = Config()
PACKAGE = Path(__file__).resolve().parent.parent

SITE_NAME = CONFIG.site_name
BASE_URL = CONFIG.base_url
DEMO = CONFIG.demo
DEBUG = CONFIG.debug
SECRET_KEY = CONFIG.signing_key()
ALLOWED_HOSTS = CONFIG.hosts
DATABASES = {"default": CONFIG.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "template_partials",
    "parley.core",
    "parley.apps.accounts",
    "parley.apps.convening",
    "parley.apps.registration",
    "parley.apps.deliberation",
    "parley.apps.evidence",
    "parley.apps.outcomes",
    "parley.apps.reports",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "parley.core.middleware.measured_requests",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "parley.core.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "parley.core.middleware.actor",
    "parley.core.middleware.reader_zone",
    "parley.core.middleware.errors",
    "parley.apps.accounts.middleware.invitations",
    "parley.apps.accounts.middleware.sessions",
    "parley.apps.accounts.middleware.second_factor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["parley.core.templatetags.parley"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "parley.core.context.site",
            ],
        },
    }
]
# In the session, not in a cookie: only those with a session have messages, see core/visitors.py.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
ROOT_URLCONF = "parley.urls"
WSGI_APPLICATION = "parley.wsgi.application"
APPEND_SLASH = True

# People
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign-in"
SESSION_ENGINE = "parley.core.sessions"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.is_https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# Sign-in: allauth is the engine; the pages, the words and the routes are ours. Nobody has a password.
LOGIN_REDIRECT_URL = "home"
TRUSTED_PROXIES = CONFIG.trusted_proxies
REQUIRE_SECOND_FACTOR = CONFIG.require_second_factor and not CONFIG.demo
ACCOUNT_ADAPTER = "parley.apps.accounts.adapters.AccountAdapter"
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if CONFIG.is_https else "http"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # we write to them ourselves: nobody can sign up
ACCOUNT_EMAIL_VERIFICATION = "none"  # a code by mail proves the address each time
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGIN_TIMEOUT = int(timedelta(minutes=30).total_seconds())
ACCOUNT_PREVENT_ENUMERATION = True
# By machine, (how many, in how many seconds): a room of 300 people may have one address.
TRIES = {
    "sign-in": ((120, 60), (1000, 3600)),
    "sign-in-code": ((120, 60), (1000, 3600)),
    "passkey": ((120, 60),),
    "provider": ((30, 60),),
    "register-link": ((60, 60), (500, 3600)),
    "room-code": ((600, 60), (3000, 3600)),
}
# By address or account, few.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "3/m/key,10/h/key",
    "login_failed": "5/5m/key",
    "reauthenticate": "10/m/user",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(timedelta(minutes=10).total_seconds())
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
MFA_ADAPTER = "parley.apps.accounts.adapters.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": ""}  # TRIES counts them
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_PERIOD = 30
MFA_TOTP_TOLERANCE = 1  # half a minute early or late
SOCIALACCOUNT_ADAPTER = "parley.apps.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "EMAIL_AUTHENTICATION": True,
        "APPS": [
            {
                "provider_id": provider.slug,
                "name": provider.name,
                "client_id": provider.client_id,
                "secret": provider.secret,
                "settings": {"server_url": provider.server, "verified_email": provider.domains},
            }
            for provider in CONFIG.oidc
        ],
    }
}

# Rooms on the web
JITSI_DOMAIN, JITSI_APP_ID = CONFIG.jitsi_domain, CONFIG.jitsi_app_id
JITSI_SECRET = CONFIG.jitsi_secret
BBB_SERVER, BBB_SECRET = CONFIG.bbb_server, CONFIG.bbb_secret

# Headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if CONFIG.is_https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.is_https else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Languages and times
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("ar", _("Arabic"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = CONFIG.data / "static"
MEDIA_ROOT = CONFIG.data / "files"
OUTBOX_ROOT = CONFIG.data / "outbox"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
LARGEST_MATERIAL = CONFIG.largest_material * 1024 * 1024
# Of a form with files, with room for a file too large to be taken: its form says so best.
LARGEST_UPLOAD = max(DATA_UPLOAD_MAX_MEMORY_SIZE, 2 * LARGEST_MATERIAL)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2500  # a hundred rows of who takes part, and room

CACHES = {
    # What all processes must agree on: how often somebody has tried, which codes were used.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_sharedentry",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Pages for visitors, kept for a minute in each process.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
    # Parts of pages, each by all that it shows; not used for longer than ten minutes.
    "components": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "components",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}

# Mail and jobs
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIG.mail_from
if CONFIG.smtp_url:
    _smtp = urlsplit(CONFIG.smtp_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _smtp.hostname or "localhost"
    EMAIL_PORT = _smtp.port or (465 if _smtp.scheme == "smtps" else 587)
    EMAIL_HOST_USER = unquote(_smtp.username or "")
    EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
    EMAIL_USE_SSL = _smtp.scheme == "smtps"
    EMAIL_USE_TLS = _smtp.scheme == "smtp" and bool(_smtp.username)
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "parley.core.mail.OutboxBackend"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "keyless": {"()": "parley.core.logs.Keyless"},
        "brief": {"()": "parley.core.logs.Brief"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["keyless", "brief"],
        }
    },
    # Scanners ask every server for names that are not its own; that is no news.
    "loggers": {"django.security.DisallowedHost": {"level": "CRITICAL"}},
    "root": {"handlers": ["stderr"], "level": "INFO" if DEBUG else "WARNING"},
}
