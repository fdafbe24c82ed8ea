"""The figures of the desk, day by day: what the start page draws."""
