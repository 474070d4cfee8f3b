"""Notebook tools of the course: percent sources in, lectures, assignments and the student repository out."""
