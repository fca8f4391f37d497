"""The words for tables, types, operations and differences. Values only: nobody changes one that was made."""
