"""Results as sentences. Every figure in them has been formatted by `core.formats`; nothing here computes."""
