"""Who may do what: permissions, roles, scope. The bottom room; it imports no models and nothing of ours."""
