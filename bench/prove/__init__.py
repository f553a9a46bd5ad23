"""The proofs measured: `python -m bench.prove`."""
