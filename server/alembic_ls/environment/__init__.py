"""env.py read as the entry program: target_metadata, options, filters, and which models it reaches."""
