"""Numbers as they are written in the language of the interface."""

from __future__ import annotations

from PySide6.QtCore import QLocale


def local_digits(number: str) -> str:
    """Return a number that Python wrote, such as "12.50", with the decimal mark of the language."""
    return number.replace(".", QLocale().decimalPoint())


def fixed(value: float, digits: int) -> str:
    """Return a number with so many digits after the decimal mark."""
    return local_digits(f"{value:.{digits}f}")


def short(value: float, digits: int = 6) -> str:
    """Return a number with at most so many digits in all, and no zeros at its end."""
    return local_digits(f"{value:.{digits}g}")
