"""Looking again without seeing the first answer: how far people agree, and how often automatic merges are right."""
