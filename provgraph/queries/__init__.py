"""The questions: one a file, a function that returns a frozen dataclass."""
