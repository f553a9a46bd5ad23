"""What an accord's procedure guarantees: who can block or fake an award, and how long it takes (Q1-Q9)."""
