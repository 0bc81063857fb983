"""A laid-out report as files: web page, PDF, Word, package. They know nodes and no database."""
