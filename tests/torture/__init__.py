"""A whole service among liars and crowds."""
