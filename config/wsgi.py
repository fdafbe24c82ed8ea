"""The entry point of web servers: `gunicorn config.wsgi`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from config.embedded import ensure_started
from config.environment import environment
from config.process import Role, declare

declare(Role.WEB)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
ensure_started(environment())
application = get_wsgi_application()
