"""The commands of `clinic-archive`, one module a family. Each parses, calls one function, prints."""
