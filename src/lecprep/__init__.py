"""lecprep: write a course in Markdown, get the exam-prep website its students would choose."""

__version__ = "0.1.0"
