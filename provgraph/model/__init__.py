"""Facts of PROV and of IVOA's voprov, and the forms of a record, without a database."""
