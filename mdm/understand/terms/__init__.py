"""What facts may name: channels, purposes, types of relationship. Declared, and extended as data."""
