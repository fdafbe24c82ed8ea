"""What people do to customers: look at what would change, then do it, propose it, or take it back."""
