import pytest
from factory.django import DjangoModelFactory

from tests.tandem import factories

FACTORIES = sorted(
    (
        item
        for item in vars(factories).values()
        if isinstance(item, type) and issubclass(item, DjangoModelFactory) and item is not DjangoModelFactory
    ),
    key=lambda item: item.__name__,
)
WITH_TRAITS = [
    (item, trait) for item in FACTORIES for trait in [None, *item._meta.parameters] if "idf" not in (trait or "")
]


@pytest.mark.django_db
@pytest.mark.parametrize("build, trait", WITH_TRAITS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_each_factory_and_trait_builds_a_valid_object(build, trait):
    built = build(**({trait: True} if trait else {}))

    assert built.full_clean(exclude=["password", "code", "motifs", "context"]) is None
