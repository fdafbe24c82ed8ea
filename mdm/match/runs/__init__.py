"""What a run of a model came to, kept with it: figures, and pairs drawn at random."""
