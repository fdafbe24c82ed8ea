"""The deployment of the service: settings, entry points, embedded servers. The app `mdm` does not know it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
