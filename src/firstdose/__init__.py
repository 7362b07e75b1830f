"""From an antibody-drug conjugate's biology to its recommended dose."""

__version__ = "0.1.0"
