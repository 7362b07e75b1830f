"""Dose records read and checked, and what they make happen to each patient."""
