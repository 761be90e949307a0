"""How many records of each kind, with how many attributes, a document has, counted apart.

PROV-JSON and PROV-XML are counted from their parsed form, PROV-N with a tokenizer of its own,
RDF from rdflib's triples. Nothing here calls the readers.
"""
