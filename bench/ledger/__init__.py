"""The log measured: `python -m bench.ledger`."""
