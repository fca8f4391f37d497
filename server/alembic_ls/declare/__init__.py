"""Calls of Column, ForeignKey, Index, String … as the schema's words: what a declaration says, in models and in revisions alike."""
