"""The question that health endpoints ask beside those of django-health-check: does the broker take messages?"""

from __future__ import annotations

import dataclasses

from celery import current_app
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable
from kombu.exceptions import OperationalError

SECONDS = 3


@dataclasses.dataclass
class Broker(HealthCheck):  # type: ignore[misc]  # the package is untyped here
    """Connect to the broker, whichever kind it is."""

    def run(self) -> None:
        """Raise ServiceUnavailable when it doesn't answer; the address, which holds a password, is not repeated."""
        try:
            with current_app.connection_for_write(connect_timeout=SECONDS) as connection:
                connection.ensure_connection(max_retries=1, timeout=SECONDS)
        except (OperationalError, OSError) as error:
            raise ServiceUnavailable("The broker does not answer.") from error
