"""The installation's own lines of the rules of the desk."""
