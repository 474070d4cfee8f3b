"""Processes in which notebooks are graded: forked from zygotes, student code in a sandbox."""
