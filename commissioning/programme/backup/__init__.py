"""Backups of the whole site – database, files, keys – and bringing one back into an empty place."""
