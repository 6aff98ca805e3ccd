"""Find anything: one search over areas, people, packages, resources, standards and surveys."""
