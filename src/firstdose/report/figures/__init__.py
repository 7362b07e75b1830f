"""Charts by family, each a function from numbers to an Altair chart."""
