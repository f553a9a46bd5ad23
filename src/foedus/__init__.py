"""Foedus: conditional guarantees in peace deals, as text that can be checked, replayed and followed back."""

__version__ = "0.1.0"
