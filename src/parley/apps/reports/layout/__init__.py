"""A report in one language, laid out: what a page, a PDF, a Word file and a package are made of."""
