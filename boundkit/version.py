"""The version of boundkit."""

__version__ = "0.1.0"
