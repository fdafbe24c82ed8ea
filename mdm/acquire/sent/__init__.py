"""Files that clients send: kept until they are loaded, and what became of them."""
