"""Onboarding: the plans on their way, and how long value takes."""
