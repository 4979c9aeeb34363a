"""Tests of the files adapter."""
