"""What people decide, and what others ask them to decide."""
