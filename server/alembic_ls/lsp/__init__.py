"""The language server: what an editor types goes into a session, what is known of it comes out in the words of the protocol."""
