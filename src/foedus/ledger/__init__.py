"""The append-only log: bytes, proofs, signed heads; it never asks what they mean (rules L1-L3)."""
