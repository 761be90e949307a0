"""The tables that people know: the relational form of the CTADIRAC store."""
