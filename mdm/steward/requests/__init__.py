"""Acts that need a second person: what does, what is asked, what came of it."""
