"""Tables as files: `DisplayTable` in, text or bytes out, a module a format. Nothing is computed or rounded here."""
