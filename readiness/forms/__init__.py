"""Forms of this app, by noun. What a form refuses is shown again beside its reason; nothing typed is dropped."""
