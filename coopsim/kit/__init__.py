"""The kit: a folder to unzip and start by double-click, with everything in it and no network."""

from coopsim.kit.building import Built, build_kit
from coopsim.kit.errors import KitError
from coopsim.kit.plan import PLATFORMS, Kit

__all__ = ["PLATFORMS", "Built", "Kit", "KitError", "build_kit"]
