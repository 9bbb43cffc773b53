"""Results as tables for the screen."""
