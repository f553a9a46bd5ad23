"""Instants, periods, places, probabilities, problems: no logic of the deal."""
