"""WeasyPrint, which draws PDF files, loaded when it is first needed."""

from typing import Any

from PIL import ImageFile


def weasyprint() -> Any:
    """The library; an OSError where the system lacks what it draws with.

    When loaded it lets everything in the process read pictures that were cut short. Uploads are
    refused for that, so it is taken back.
    """
    import weasyprint as library

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return library
