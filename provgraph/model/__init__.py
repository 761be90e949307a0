"""Facts of PROV and of IVOA's voprov, the forms of a record, and URLs of files; no database."""
