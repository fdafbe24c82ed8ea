"""Who would be who under a model that is tried beside the one in force; gone when its job ends."""
