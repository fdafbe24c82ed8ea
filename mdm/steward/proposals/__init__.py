"""What clients suggest; a person decides."""
