"""The running registry measured: `python -m bench.registry`."""
