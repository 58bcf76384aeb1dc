"""Cleaning at scale: shards on one machine or a cluster, and tables inside other programs.

``corpuslint batch`` does shards. :func:`fix_table` is for programs that have their own way to spread work: Spark, Ray
Data, Hugging Face ``datasets``.
"""

from corpuslint.batch.tables import fix_table

__all__ = ["fix_table"]
