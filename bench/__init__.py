"""Measurements and long trials, run by hand; never part of the tests."""
