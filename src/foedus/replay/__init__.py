"""The path from reports to findings on recorded time."""
