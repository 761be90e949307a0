"""What depends on the installation: versions of Python, dependencies and their licences."""
