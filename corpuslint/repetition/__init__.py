"""What repetition is: passages of a document, how alike two of them are, and copies of the lead."""
