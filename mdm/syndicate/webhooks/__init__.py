"""Webhooks: the feed brought to a subscriber's address, signed, in order per customer, at least once."""
