"""The same use cases without a window: for scripts and tests. Never imports Qt."""
