"""The app's place in Django."""

from __future__ import annotations

from django.apps import AppConfig


class MdmConfig(AppConfig):
    """Customer master data."""

    name = "mdm"
    label = "mdm"
    verbose_name = "Customer master data"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks and the kinds of jobs."""
        from mdm import checks  # noqa: F401
        from mdm.pipeline.jobs import running  # noqa: F401
