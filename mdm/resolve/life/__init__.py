"""The life of a customer: who belonged to it when, what tied them, who stands near it."""
