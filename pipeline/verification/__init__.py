"""The layers of `verify`: each looks at one link of the chain, and is reported by itself."""
