"""Measures of how teams use models: what was productive, and what could have been saved."""
