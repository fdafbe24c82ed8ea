"""Django's settings. What an installation may choose is read in `config.environment`; the rest is fixed here."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from celery.schedules import crontab

from config.embedded import servers_of
from config.environment import environment
from config.logs import configure_structlog, logging_settings
from config.process import Role, role
from config.unfold import TITLE, UNFOLD

__all__ = ["UNFOLD"]

_environment = environment()

# --- Installation ---------------------------------------------------------------------------------------------------

SECRET_KEY = _environment.secret_key
SECRET_KEY_FALLBACKS = list(_environment.secret_key_fallbacks)
DEBUG = _environment.debug
ALLOWED_HOSTS = list(_environment.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(_environment.csrf_trusted_origins)
MDM_DATA_DIR = _environment.data_dir
MDM_IS_PRODUCTION = _environment.is_production
MDM_WEBHOOK_NETWORKS = list(_environment.webhook_networks)
MDM_JOB_KNOCKS = _environment.job_knocks
# How long a worker that gives no sign keeps its chunk, and a sender its messages; nothing but delay hangs on them.
MDM_JOB_LEASE_SECONDS = 30.0
MDM_WEBHOOK_LEASE_SECONDS = 120.0
# Seconds before each further attempt of a webhook; None for what mdm.syndicate.webhooks.patience declares.
MDM_WEBHOOK_PAUSES: list[float] | None = None
MDM_TOKEN_SECONDS = _environment.token_seconds
MDM_LARGEST_FILE_BYTES = _environment.largest_file_mb * 10**6
# Whether a model that a night estimates anew comes into force though nobody saw what it changes.
MDM_MODELS_UNSEEN = _environment.models_unseen
MDM_FILES_KEPT = timedelta(days=_environment.files_kept_days)
MDM_CHANGES_KEPT = timedelta(days=_environment.changes_kept_days)
MDM_CONTACT_TEXTS_KEPT = timedelta(days=_environment.contact_texts_kept_days)
MDM_ANSWERS_KEPT = timedelta(hours=_environment.answers_kept_hours)
MDM_DATABASE_IS_EMBEDDED = _environment.database is None

# --- Application ----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    # Its templates stand before those of the admin that it dresses.
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "django_structlog",
    "health_check",
    "mdm.apps.MdmConfig",
]
MIDDLEWARE = [
    "config.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "mdm.web.looking.OneLook",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = _environment.time_zone

# --- Database and cache ---------------------------------------------------------------------------------------------


def _database() -> dict[str, Any]:
    stated: Mapping[str, Any] = _environment.database or servers_of(_environment).database()
    found: dict[str, Any] = {
        **stated,
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        "OPTIONS": dict(stated.get("OPTIONS", {})),
        # Two test runs at once, on one server, do not meet.
        "TEST": {"NAME": f"test_mdm_{os.getpid()}"},
    }
    # Only statements whose parameters travel apart are prepared: those of mdm.prepared.
    found["OPTIONS"].setdefault("prepare_threshold", 2)
    if role() is Role.WEB:
        # Single records and customers: planning anew for every list of ids costs more than what it finds.
        found["OPTIONS"].setdefault("options", "-c plan_cache_mode=force_generic_plan")
        found["OPTIONS"]["pool"] = {"min_size": 1, "max_size": _environment.database_pool, "timeout": 10}
    elif role() is Role.WORKER:
        # Celery closes a pool after every task; kept connections serve many.
        found |= {"CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}
    return found


def _cache() -> dict[str, Any]:
    address = _environment.cache_url
    if address is None and _environment.broker_url is None:
        address = servers_of(_environment).cache_url()
    if address is None:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address, "KEY_PREFIX": "mdm"}


DATABASES = {"default": _database()}
CACHES = {"default": _cache()}

# --- Mail -----------------------------------------------------------------------------------------------------------

_mail = _environment.mail or {}
EMAIL_HOST = _mail.get("host", "")
EMAIL_PORT = _mail.get("port", 0)
EMAIL_HOST_USER = _mail.get("user", "")
EMAIL_HOST_PASSWORD = _mail.get("password", "")
EMAIL_USE_SSL = _mail.get("is_wrapped", False)
EMAIL_USE_TLS = _mail.get("has_tls", False)
EMAIL_TIMEOUT = 20
# Without it nobody is written to.
MDM_MAIL_FROM = _environment.mail_from

# --- Tasks ----------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = _environment.broker_url or servers_of(_environment).broker_url()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {"confirm_publish": True}
    if CELERY_BROKER_URL.startswith("amqp")
    # Longer than any task: chunks are short, and a lost one is found by the sweeper, not by redelivery.
    else {"visibility_timeout": 3600}
)
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = "mdm"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 3, "interval_start": 0.1, "interval_step": 0.3, "interval_max": 1}
CELERY_BEAT_SCHEDULE_FILENAME = str(MDM_DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "nightly": {
        "task": "mdm.tasks.nightly",
        "schedule": crontab(hour=_environment.nightly_at.hour, minute=_environment.nightly_at.minute),
    },
    "sweep": {
        "task": "mdm.tasks.sweep",
        "schedule": timedelta(seconds=15),
        # Sweeps missed while no worker ran are worth nothing.
        "options": {"expires": 15},
    },
    "deliver": {
        # What commits says so itself; this finds what is due again after a pause, and what nobody heard of.
        "task": "mdm.tasks.deliver",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 5},
    },
    "purge": {"task": "mdm.tasks.purge", "schedule": crontab(minute=30)},
}
DJANGO_STRUCTLOG_CELERY_ENABLED = True

# --- Web ------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["mdm.web.authentication.ClientKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["mdm.web.permissions.HasScope"],
    # Whose address counts: the one that the proxy names, or who asks.
    "NUM_PROXIES": 1 if _environment.behind_proxy else 0,
    "DEFAULT_THROTTLE_CLASSES": ["mdm.web.throttling.ClientThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "mdm.web.problems.problem_handler",
    "UNAUTHENTICATED_USER": None,
    # ?format= is a parameter like any other that nobody declared.
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": TITLE,
    "DESCRIPTION": "Who is who: one golden record per customer, with the reason for every value.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    # Served from here: whoever reads about the API tells nobody else.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "filter": True, "defaultModelsExpandDepth": 0, "docExpansion": "list"},
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "mdm.web.openapi.require_bodies",
        "mdm.web.links.add_links",
    ],
    # Members of one name with different choices.
    "ENUM_NAME_OVERRIDES": {
        "CustomerKind": ["person", "organisation"],
        "ProposalKind": ["correction", "duplicate"],
        "ProposalState": ["open", "accepted", "rejected", "superseded"],
        "CustomerState": ["active", "retired"],
        "ChangeType": ["created", "changed", "merged", "split", "retired", "consent", "relation"],
        "InteractionState": ["open", "closed"],
        "ConsentState": ["granted", "denied", "withdrawn"],
    },
}
STATIC_URL = "static/"
# Trial installations serve files from where the packages have them; production collects and hashes them.
STATIC_ROOT = MDM_DATA_DIR / "static" if MDM_IS_PRODUCTION else None
WHITENOISE_USE_FINDERS = not MDM_IS_PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MDM_IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = MDM_DATA_DIR / "files"

# --- Security -------------------------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = _environment.https
CSRF_COOKIE_SECURE = _environment.https
SECURE_SSL_REDIRECT = _environment.https
# Load balancers ask over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = _environment.hsts_seconds
SECURE_HSTS_INCLUDE_SUBDOMAINS = bool(SECURE_HSTS_SECONDS)
SECURE_HSTS_PRELOAD = bool(SECURE_HSTS_SECONDS)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _environment.behind_proxy else None
X_FRAME_OPTIONS = "DENY"

# --- Logs -----------------------------------------------------------------------------------------------------------

configure_structlog()
LOGGING = logging_settings(level=_environment.log_level, log_format=_environment.log_format)
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_CELERY_TASK_START_LOG_LEVEL = logging.DEBUG
