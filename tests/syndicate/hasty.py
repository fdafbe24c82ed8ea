"""The settings, with leases and pauses short enough to wait for in a test."""

from __future__ import annotations

from config import settings as _settings

globals().update({name: getattr(_settings, name) for name in dir(_settings) if name.isupper()})

MDM_WEBHOOK_LEASE_SECONDS = 1
MDM_WEBHOOK_PAUSES = [0.1] * 1000
MDM_WEBHOOK_NETWORKS = ["127.0.0.1/32"]
