"""What benchmarks/accuracy.py is made of: data, tools, scores, judgements and tables."""
