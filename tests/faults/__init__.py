"""What goes wrong in earnest: bad input, injection, killed processes and servers."""
