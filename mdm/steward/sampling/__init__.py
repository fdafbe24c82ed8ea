"""Pairs drawn at random and put to stewards, and what their answers say of a match model."""
