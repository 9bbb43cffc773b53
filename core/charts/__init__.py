"""Results as Altair charts."""
