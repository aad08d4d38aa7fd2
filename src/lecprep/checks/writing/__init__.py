"""Rules for the writing of one question, a module each."""
