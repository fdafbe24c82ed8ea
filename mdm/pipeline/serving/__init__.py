"""What other systems do: read by profile views, search before create, write one record or many."""
