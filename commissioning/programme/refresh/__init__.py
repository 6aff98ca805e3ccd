"""The register brought up to date by files that an administrator uploads: looked over first, then applied once."""
