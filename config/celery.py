"""The Celery app: `celery -A config worker` and `celery -A config beat`."""

from __future__ import annotations

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init, setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


def start_embedded_servers(**_: Any) -> None:
    """A trial installation's worker needs its servers as much as its web process does."""
    from config.embedded import ensure_started
    from config.environment import environment

    ensure_started(environment())


def use_project_logging(**_: Any) -> None:
    """Keep Celery from laying its own logging over the project's."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


celeryd_init.connect(start_embedded_servers)
beat_init.connect(start_embedded_servers)
setup_logging.connect(use_project_logging)
