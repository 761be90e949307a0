"""IVOA's Provenance Data Model 1.0: its classes, descriptions of activities, conformance."""
