"""The register of English children's-services authorities: who they are, were, and resemble."""
