"""Does it pay? What each party and guarantor would do, given the error rates of evidence and procedure."""
