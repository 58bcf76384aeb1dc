"""Cleaning at scale: shards on one machine or a cluster."""
