"""The item bank, where lessons look for it."""

from coopsim.assessment import Answer, Item, items, load_items

__all__ = ["Answer", "Item", "items", "load_items"]
