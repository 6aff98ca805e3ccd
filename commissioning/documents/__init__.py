"""Files made in the background: PDFs and exports. The row says what is to be done; a worker does it."""
