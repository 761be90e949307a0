"""CTADIRAC: a job's last step, with the answers of DIRAC's file catalogue."""
