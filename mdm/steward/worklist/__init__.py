"""What waits for people: one list of every kind, ordered, taken, answered."""
