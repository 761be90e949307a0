"""Tools of a checkout: what is made by a program, is made by these."""
