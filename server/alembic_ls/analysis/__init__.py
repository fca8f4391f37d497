"""The Project: where everything is put together and remembered."""
