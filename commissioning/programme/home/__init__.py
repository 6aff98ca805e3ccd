"""What home shows below the steps that wait: for each role what it looks at first, in order of urgency."""
