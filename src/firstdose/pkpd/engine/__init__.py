"""From a model stated once to thousands of simulated patients."""
