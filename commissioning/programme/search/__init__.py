"""Find anything: one search over areas, people, packages, history, events, resources, standards and surveys."""
