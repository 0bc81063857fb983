"""A report as a Word file (ECMA-376), with which others go on: numbers, captions, cross-references and
contents are Word's own. It is written as XML, since of these no library knows more than paragraphs.
"""

from parley.apps.reports.files.word.writing import word_of

__all__ = ["word_of"]
