"""What a person looks at before deciding: the whole group, what differs within it, what changed since they looked."""
