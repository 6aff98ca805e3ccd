"""Reads about people that need thought. Who holds what, which all apps ask, has its names here."""

from .roles import RoleInArea, appointments, holders, holders_anywhere, roles_in_area, scope_of

__all__ = ["RoleInArea", "appointments", "holders", "holders_anywhere", "roles_in_area", "scope_of"]
