"""One command a file: NAME, and `choose(desk, argument)`, which gives the offer that the command takes up, or says why there is none."""
