"""What runs in a process of its own, for it runs code of the project. Imports nothing of the rest of the house."""
