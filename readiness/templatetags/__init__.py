"""What this app’s templates need said in words or in the shape of a component."""
