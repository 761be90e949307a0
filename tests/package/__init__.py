"""The project as a whole: style, types, imports, and what its packages hold."""
