"""What an editor shows beside the findings: pure functions over Projects, plain values in and out. No word of the protocol here."""
