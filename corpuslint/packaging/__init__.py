"""Data packages: built, described, verified and reverted."""
