"""What is learned of customers beside who they are: interactions, consents and relationships, on source records."""
