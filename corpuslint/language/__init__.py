"""What is known of each language: lexicons, characters, words in context."""
