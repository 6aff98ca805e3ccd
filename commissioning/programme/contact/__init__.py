"""Offers of contact: why somebody of the programme might call an area, in words that the area reads on the same day."""
