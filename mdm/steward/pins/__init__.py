"""Values that people fixed or barred."""
