"""Claims by sources: the report and its readers."""
