"""How fast a million beliefs are weighed, beside the regret of Gambit and the equilibria of QuantEcon."""
