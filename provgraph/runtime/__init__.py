"""What any program needs and knows no word of provenance: escaping, progress, worker processes."""
