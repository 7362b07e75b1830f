"""Linear models, in closed form."""
