"""What a POST answers: a message and the page to go back to; what a form shows of a refusal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect


def attempt(request, action, *, done: str, back: str):
    """Run an action, tell its outcome, and go back to the address `back`.

    Every reason of a refusal is shown; PermissionDenied is left to the 403 page.
    """
    try:
        action()
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    else:
        messages.success(request, done)
    return redirect(back)


def show_errors(form, refusal: ValidationError) -> None:
    """Give each error of a refusal to its field of the form, or to the form as a whole."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
