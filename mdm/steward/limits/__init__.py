"""How many identifiers of a kind a customer may have."""
