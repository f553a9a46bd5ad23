"""The running path: acts and reports come in, entries with what they bring about go into the log (P1-P10, L1-L3)."""
