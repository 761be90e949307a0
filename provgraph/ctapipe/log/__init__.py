"""ctapipe's job logs as text: found in any form, parsed into activity records."""
