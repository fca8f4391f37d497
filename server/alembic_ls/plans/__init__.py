"""From what models and history differ in to the steps of a revision that a careful colleague would write, both ways."""
