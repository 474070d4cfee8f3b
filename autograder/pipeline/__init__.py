"""From the answers of a class to grades: collect, repair, grade with nbgrader, feedback, report, export."""
