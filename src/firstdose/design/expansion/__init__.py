"""Expansion cohorts: how many patients of one disease, and when their responses call for going on."""

from firstdose.design.expansion.simon import SimonTwoStage

__all__ = ["SimonTwoStage"]
