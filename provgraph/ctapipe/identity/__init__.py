"""Identity of files: which files of different jobs are the same, by the claims in their records."""
