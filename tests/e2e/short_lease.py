"""The settings, with leases short enough to wait for in a test."""

from __future__ import annotations

from config import settings as _settings

globals().update({name: getattr(_settings, name) for name in dir(_settings) if name.isupper()})

MDM_JOB_LEASE_SECONDS = 2
