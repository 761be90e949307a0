"""Which file of one job is the same as which of another: claims, and what follows from them."""
