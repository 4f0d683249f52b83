"""An undefined variable in one of our templates fails the test instead of leaving a blank."""

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.template.base import FilterExpression, Variable, VariableDoesNotExist

SRC = Path(__file__).resolve().parents[2] / "src"
OPTIONAL_FILTERS = {"default", "default_if_none"}

_optional = contextvars.ContextVar("optional_variable", default=False)


class UndefinedTemplateVariableError(AssertionError):
    """One of our templates names something that its view does not give."""


@contextmanager
def undefined_variables_fail() -> Iterator[None]:
    """Every lookup that finds nothing raises, in `{{ }}`, `{% if %}` and `{% for %}` alike.

    `{{ name|default:"" }}` says that a name may be absent. Templates of libraries are left alone.
    """
    resolve_variable, resolve_expression = Variable.resolve, FilterExpression.resolve

    def strict_variable(self, context):
        try:
            return resolve_variable(self, context)
        except VariableDoesNotExist as error:
            template = getattr(getattr(context, "render_context", None), "template", None)
            origin = template.origin.name if template else ""
            if _optional.get() or not _is_ours(origin):
                raise
            msg = f"{origin}: « {self.var} » is undefined ({error})"
            raise UndefinedTemplateVariableError(msg) from error

    def marked_expression(self, context, ignore_failures=False):
        optional = bool(self.filters) and self.filters[0][0].__name__ in OPTIONAL_FILTERS
        token = _optional.set(optional)
        try:
            return resolve_expression(self, context, ignore_failures)
        finally:
            _optional.reset(token)

    Variable.resolve, FilterExpression.resolve = strict_variable, marked_expression
    try:
        yield
    finally:
        Variable.resolve, FilterExpression.resolve = resolve_variable, resolve_expression


def _is_ours(origin: str) -> bool:
    return Path(origin).is_relative_to(SRC) or origin.startswith("<unknown")
