"""ctapipe's job logs: activity records, the identity of their files, their PROV documents."""
