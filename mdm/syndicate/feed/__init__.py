"""The change feed: what a reader wants of it, and what it gets."""
