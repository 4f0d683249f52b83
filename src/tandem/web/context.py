"""What every page needs, as one lazy object: a fragment that shows no frame costs no query."""

from tandem.web.frame import frame_of


def base(request):
    """Return the variables of the base template: `frame`."""
    return {"frame": frame_of(request)}
