"""Measurements of what is made of evidence, on generated and on recorded truth."""
