"""What every page needs; completed by the theme."""


def base(request):
    """Return the variables of the base template."""
    return {}
