"""Steady states that dose records ask for."""
