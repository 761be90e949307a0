"""The Provenance Manager: the store over HTTP, for a team and for jobs."""
