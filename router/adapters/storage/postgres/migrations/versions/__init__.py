"""What did each version of the schema change? A released one is never edited: add the next."""
