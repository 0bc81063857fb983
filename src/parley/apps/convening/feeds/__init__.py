"""What Parley says to machines: calendars, feeds, linked data, sitemap, schedules.

Nothing here reads the database: each format words what a selector gave for one reader.
"""
