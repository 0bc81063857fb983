"""What selectors found, worded for the components: dates, zones, names in the reader's language."""
