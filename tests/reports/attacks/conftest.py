from tests.reports.package.conftest import drawn_once, made

__all__ = ["drawn_once", "made"]
