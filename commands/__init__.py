"""The commands of `clinic-archive`, one module a family: each parses, calls, prints."""
