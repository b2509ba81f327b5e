"""Lessons in Chromium."""
