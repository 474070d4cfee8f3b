"""From the answers of a class to grades: collect, repair, grade with nbgrader, feedback, report, export."""

import sys

# Where jsonschema finds this package, it builds a grammar of international addresses: half of the time in which a worker starts,
# and notebooks hold none. With None here the import fails, which jsonschema expects.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
