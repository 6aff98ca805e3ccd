"""People, the roles they hold in time, how they sign in, what is mailed to them, and who did what."""
