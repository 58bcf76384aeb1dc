"""Sources: how documents are found, read and written back."""
