"""Load the demonstration world once, in the order in which it would have happened."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from tandem.actes.enums import Organe
from tandem.campagnes.actions.acts import Act
from tandem.campagnes.actions.notification import notify, organisations_to_notify, publish
from tandem.campagnes.actions.vote import propose_to_vote, record_vote
from tandem.campagnes.models import Campagne
from tandem.cli.seed.conventions import live_conventions
from tandem.cli.seed.demonstration import live_demonstration, live_year_before
from tandem.cli.seed.idf import keep_scenarios, live_2023, live_2024, open_now
from tandem.cli.seed.organismes import load_demonstration, load_idf_of_cfa, load_nouvelle
from tandem.cli.seed.people import DEMONSTRATION, load_people
from tandem.cli.seed.published import import_annexe_2023, load_annexe_2022
from tandem.cli.seed.story import Cast, Story, clock_at, paris
from tandem.conventions.loaders import load_conventions
from tandem.deliberations.actions import issue_letters
from tandem.territoires.loaders import load_territoires

ACT_2023 = Act(
    numero="CP 2023-247",
    date=paris(2023, 7, 5).date(),
    organe=Organe.COMMISSION_PERMANENTE,
    objet="Politique régionale en faveur de l’apprentissage : majoration des coûts contrats 2023",
)


def is_loaded() -> bool:
    """Whether the world is already there."""
    return Campagne.objects.filter(organisation__slug=DEMONSTRATION).exists()


def load_world(say) -> None:
    """Load everything; `say` receives one French line per step. A world already loaded is left as it is."""
    if is_loaded():
        say("Le monde de démonstration est déjà chargé.")
        return
    # All or nothing: a load that was interrupted is started again from empty tables.
    with transaction.atomic():
        _load(say)


def _load(say) -> None:
    say("Territoires, organisations, personnes…")
    load_territoires()
    load_conventions()
    load_idf_of_cfa()
    load_demonstration()
    load_nouvelle()
    users = load_people(settings.TANDEM_DEMO_PASSWORD)
    idf = _cast(users, "idf.example", second="mission2")
    say("Campagne 2022 (fictive), reprise de son annexe…")
    load_annexe_2022(idf)
    say("Campagne 2023 : 1 167 formations, du dépôt au classement…")
    story = live_2023(idf)
    keep_scenarios(story, paris(2023, 5, 15))
    say("Campagne 2023 : vote CP 2023-247, courriers, publication…")
    vote(story, ACT_2023)
    with clock_at(paris(2023, 7, 21)):
        import_annexe_2023(story)
    say("Campagne 2024 (fictive), classée…")
    keep_scenarios(live_2024(idf), paris(2024, 5, 15))
    say("Campagne ouverte au dépôt (fictive)…")
    open_now(idf)
    say("Région Démonstration (fictive)…")
    demo = _cast(users, "demo.example", second="mission")
    before = live_year_before(demo)
    annee = before.campagne.annee
    keep_scenarios(before, paris(annee, 5, 15))
    vote(before, Act(f"CP {annee}-101", date(annee, 7, 3), Organe.COMMISSION_PERMANENTE, before.campagne.titre))
    live_demonstration(demo)
    say("Conventions : AKTO, ATLAS, OPCO Santé, trois ans de suivi (fictif)…")
    live_conventions(users)


def _cast(users, domain: str, *, second: str) -> Cast:
    return Cast(
        instruction=users[f"mission@{domain}"],
        second=users[f"{second}@{domain}"],
        validation=users[f"validation@{domain}"],
    )


def vote(story: Story, act: Act) -> None:
    """Put the adopted scenario to the vote two weeks before the act, record it, send the letters, publish."""
    validation = story.cast.validation
    day = paris(act.date.year, act.date.month, act.date.day)
    with clock_at(day - timedelta(days=15)):
        propose_to_vote(actor=validation, campagne=story.campagne)
    with clock_at(day + timedelta(hours=8)):
        recorded = record_vote(actor=validation, campagne=story.campagne, act=act)
    with clock_at(day + timedelta(days=7)):
        concerned = list(organisations_to_notify(recorded))
        letters = issue_letters(vote=recorded, of_cfas=concerned, actor=validation)
        notify(actor=validation, vote=recorded, letters=letters)
    with clock_at(day + timedelta(days=15)):
        publish(actor=validation, vote=recorded)
