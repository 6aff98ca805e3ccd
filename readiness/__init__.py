"""Self-assessment: the standards, an area's assessments against them, and the feedback that goes back."""
