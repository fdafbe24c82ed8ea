"""Long work of any kind, cut into chunks; `nightly` and `slicing` are the nightly job's own."""
