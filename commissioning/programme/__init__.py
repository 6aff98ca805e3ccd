"""What looks across all: home, navigation, errors, health, reference data, demonstration data, integrity."""
