"""What sources tell of their records beside the values: interactions, consents, relationships."""
