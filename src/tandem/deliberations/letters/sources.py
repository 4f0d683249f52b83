"""Read what the letters of a campaign tell: the vote, its frozen scenario, the words in use."""

from dataclasses import dataclass
from datetime import date

from tandem.campagnes.engine import simulation_of
from tandem.campagnes.models import Vote
from tandem.deliberations.annexes.content import Act, AnnexeLigne
from tandem.deliberations.annexes.sources import act_of, brand_colour
from tandem.deliberations.enums import LetterKind
from tandem.deliberations.fiction import fiction_of
from tandem.deliberations.letters.content import LetterContent, OfCfaFacts, Sender, facts_by_of_cfa, letter_content
from tandem.deliberations.letters.explanation import steps_of
from tandem.deliberations.letters.texts import DEFAULT_TEXTS, LetterText
from tandem.deliberations.models import LetterTemplate
from tandem.organisations.models import Organisation


@dataclass(frozen=True)
class Mailing:
    """All that the letters of one vote are made of; a template is None where the default words are in use."""

    vote: Vote
    sender: Sender
    act: Act
    facts: dict[str, OfCfaFacts]
    organisations: dict[str, Organisation]
    templates: dict[LetterKind, LetterTemplate | None]

    def recipients(self, kind: LetterKind) -> list[OfCfaFacts]:
        """Return those to whom this kind of letter has something to tell."""
        if kind == LetterKind.NOTIFICATION:
            return [facts for facts in self.facts.values() if facts.ligne is not None]
        return [facts for facts in self.facts.values() if facts.others]

    def text(self, kind: LetterKind) -> LetterText:
        """Return the words in use for this kind of letter."""
        return text_of(self.templates[kind], kind)

    def layout(self, kind: LetterKind) -> bytes | None:
        """Return the Word layout in use, None for the default one."""
        template = self.templates[kind]
        return bytes(template.word_layout) if template and template.word_layout else None

    def letter(self, kind: LetterKind, facts: OfCfaFacts, *, on: date) -> LetterContent:
        """Return the letter of one OF-CFA, dated `on`. ValueError when it would have nothing to tell."""
        return letter_content(kind, facts, self.text(kind), sender=self.sender, act=self.act, on=on)


def mailing_of(vote: Vote) -> Mailing:
    """Read once what all the letters of a vote need. Raises ReplayError when its scenario no longer replays."""
    campagne = vote.campagne
    simulation = simulation_of(vote.scenario)
    lignes = {
        ligne.nom_source: AnnexeLigne(
            nom=ligne.nom_source,
            majoration=ligne.majoration,
            dont_bonus_vert=ligne.dont_bonus_vert,
            exceptionnelle=ligne.exceptionnelle,
            totale=ligne.totale,
            contrats=ligne.contrats,
        )
        for ligne in vote.lignes.order_by("rank")
    }
    facts = facts_by_of_cfa(
        simulation.allocation, lignes, simulation.inputs.slugs, steps=lambda nom: steps_of(simulation.allocation, nom)
    )
    slugs = {one.slug for one in facts.values()}
    return Mailing(
        vote=vote,
        sender=sender_of(campagne),
        act=act_of(vote.deliberation),
        facts=facts,
        organisations={one.slug: one for one in Organisation.objects.filter(slug__in=slugs).order_by("slug")},
        templates={kind: LetterTemplate.objects.latest_of(campagne.organisation, kind) for kind in LetterKind},
    )


def sender_of(campagne) -> Sender:
    return Sender(
        nom=campagne.organisation.nom,
        slug=campagne.organisation.slug,
        couleur=brand_colour(campagne.organisation),
        annee=campagne.annee,
        fiction=fiction_of(campagne),
    )


def text_of(template: LetterTemplate | None, kind: LetterKind) -> LetterText:
    """Return the words of a version, the default ones without any."""
    if template is None:
        return DEFAULT_TEXTS[kind]
    return LetterText(
        subject=template.subject,
        body=template.body,
        voies_recours=template.voies_recours,
        signatory_quality=template.signatory_quality,
        signatory_name=template.signatory_name,
        place=template.place,
    )
