"""The language: grammar, typed model, checks, formatter, plain reading and redline of `.accord` text."""
