"""A file being loaded: its batch, the keys that it states, the rows that it can't bring in."""
