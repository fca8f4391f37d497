"""Findings: what is said to the user, where, and with what data a remedy can be chosen."""
