"""From finding to award: the procedure of an accord as one explicit machine (rules P1-P10)."""
