"""Sphinx with MyST and its standard theme."""

project = "A course of any size"
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "tasklist"]
html_theme = "alabaster"
numfig = True
exclude_patterns = ["site"]
