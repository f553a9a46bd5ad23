"""Incidents weighed into findings: `plain` is the definition, `fast` the same on columns."""
