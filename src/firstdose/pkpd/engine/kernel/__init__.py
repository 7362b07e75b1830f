"""Other models, step by step: a kernel compiled for each, many patients at once."""
