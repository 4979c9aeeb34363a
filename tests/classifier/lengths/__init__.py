"""Tests of the predicted length of answers."""
