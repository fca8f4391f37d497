"""The Todo backend."""
