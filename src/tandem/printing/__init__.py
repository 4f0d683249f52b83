"""What every document of the platform is made with: Typst, Word, the checks of a Word file that someone sends."""


class PrintingError(Exception):
    """A document that could not be produced; the message is French, for the person who asked for it."""
