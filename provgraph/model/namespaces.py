"""The namespaces of PROV, of IVOA's model and of provgraph itself."""

PROV = "http://www.w3.org/ns/prov#"
XSD = "http://www.w3.org/2001/XMLSchema#"
VOPROV = "http://www.ivoa.net/documents/ProvenanceDM/index.html#"
PROVGRAPH = "https://provgraph.readthedocs.io/ns#"
CTAPIPE = "https://provgraph.readthedocs.io/ns/ctapipe#"
CTA = "https://provgraph.readthedocs.io/ns/cta#"
