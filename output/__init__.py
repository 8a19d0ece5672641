"""What is emitted from an archive: one module a format, and the notices in each language."""
