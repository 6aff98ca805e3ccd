"""What the resource bank keeps: resources with their versions, and how they were used."""

from .resources import Figure, Resource, ResourceMove, ResourceVersion
from .uses import ResourceUse, SavedResource

__all__ = ["Figure", "Resource", "ResourceMove", "ResourceUse", "ResourceVersion", "SavedResource"]
