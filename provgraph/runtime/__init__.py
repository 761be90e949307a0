"""What any program needs, whatever its domain: escaping, progress, worker processes."""
