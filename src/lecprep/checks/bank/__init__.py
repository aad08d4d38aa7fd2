"""Rules for a bank of questions as a whole, a module each."""
