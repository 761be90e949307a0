"""The pages of a Provenance Manager: jobs, files, lineage, for browsers."""
