"""How this app's figures are written."""
