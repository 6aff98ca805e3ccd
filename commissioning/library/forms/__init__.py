"""What people type into the resource bank."""
