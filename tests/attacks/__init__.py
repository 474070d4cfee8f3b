"""Attacks on grading, one module for each family."""
