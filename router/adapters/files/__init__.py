"""Policy, catalog and prices as files: read with positions, checked, and swapped while serving."""
