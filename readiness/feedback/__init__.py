"""What a feedback report says: its shapes, its counts, its words. Pure: no database, no HTML."""
