"""Logs of Foedus beside other people's programs: `python -m bench.interop`."""
