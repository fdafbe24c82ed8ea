"""Who works on what: claims, leases, assignments, escalation, deferral, comments."""
