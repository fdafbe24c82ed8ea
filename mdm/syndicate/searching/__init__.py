"""The search for customers."""
