"""The resource bank: what others have tried, what is known of it, who used it and whether it helped."""
