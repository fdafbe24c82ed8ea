"""What a night counts and grades anew: what changed since the last one, and what has waited longest."""
