"""Where posts come from: captures, and the adapters that turn a captured page into a `Post`."""
