"""The maître d’apprentissage (L6223-8-1, R6223-22, R6223-6) and the tutor (D6325-6, D6325-9).

Only the first paragraph of L6223-8-1 is the ground D6224-2 3°; competence and number belong to « toute autre
disposition », in force for the contracts concluded from 2024-08-01.
"""

from __future__ import annotations

from bareme.display import counted, format_date
from bareme.validite.dates import completed_years
from bareme.validite.facts import Facts
from bareme.validite.trace import Trace
from bareme.validite.verdict import Answer, ok, refuse, unknown

ADULT = "validite/maitre/age_minimum"
WITH_DIPLOMA = "validite/maitre/experience_avec_diplome"
WITHOUT_DIPLOMA = "validite/maitre/experience_sans_diplome"
MOST = "validite/maitre/apprentis_maximum"
REPEATING = "validite/maitre/apprentis_redoublants"
MOST_TEMPORARY = "validite/maitre/apprentis_travail_temporaire"
TUTOR_EXPERIENCE = "validite/professionnalisation/tuteur_experience"
TUTOR_MOST = "validite/professionnalisation/tuteur_salaries"
TUTOR_MOST_EMPLOYER = "validite/professionnalisation/tuteur_salaries_employeur"

EMPLOYEUR = "employeur"
STATUTS = ("salarie", EMPLOYEUR, "conjoint_collaborateur", "autre")
_OTHER = "autre"


def check_conditions(facts: Facts, trace: Trace) -> Answer:
    """An employee of the company (or its head), of age, who volunteers and offers « toutes garanties de moralité »."""
    trace.note("qualité du maître d’apprentissage", (facts.maitre_statut or "non renseignée").replace("_", " "))
    if facts.maitre_statut == _OTHER:
        return refuse(
            "Le maître d’apprentissage n’est ni salarié de l’entreprise, ni employeur, ni conjoint collaborateur."
        )
    if facts.maitre_attestation is False:
        return refuse("Le maître d’apprentissage n’est pas volontaire, ou n’offre pas toutes garanties de moralité.")
    if facts.maitre_date_naissance is not None:
        age = completed_years(facts.maitre_date_naissance, facts.date_debut)
        adult = trace.whole(ADULT, facts.date_conclusion)
        trace.note("âge du maître d’apprentissage", f"{age} ans révolus au {format_date(facts.date_debut)}")
        if age < adult:
            return refuse(f"Le maître d’apprentissage a {age} ans révolus : il doit être majeur ({adult} ans).")
    missing = facts.missing("maitre_statut", "maitre_date_naissance", "maitre_attestation")
    if missing:
        return unknown("Les qualités du maître d’apprentissage ne sont pas toutes renseignées.", *missing)
    return ok(
        "Le maître d’apprentissage est de l’entreprise, majeur, volontaire, et offre toutes garanties de moralité."
    )


def check_competence(facts: Facts, trace: Trace) -> Answer:
    """The conditions of the branch, or a diploma and a year of practice, or two years of practice."""
    if facts.maitre_accord_branche is not None:
        article = "L6223-8-1, deuxième alinéa"
        if facts.maitre_accord_branche:
            return ok("Le maître d’apprentissage remplit les conditions de l’accord de branche.", article)
        return refuse("Le maître d’apprentissage ne remplit pas les conditions de l’accord de branche.", article)
    years = facts.maitre_experience
    if years is None:
        phrase = "La compétence du maître d’apprentissage ne peut pas être vérifiée sans son expérience."
        return unknown(phrase, "maitre_experience", "maitre_accord_branche")
    short = trace.whole(WITH_DIPLOMA, facts.date_conclusion)
    long = trace.whole(WITHOUT_DIPLOMA, facts.date_conclusion)
    trace.note("expérience", counted(years, "an"))
    trace.note("expérience exigée", f"{counted(short, 'an')} avec un diplôme équivalent, sinon {counted(long, 'an')}")
    told = f"Le maître d’apprentissage a {counted(years, 'an')} d’activité professionnelle"
    if years >= long:
        return ok(f"{told} : {long} suffisent sans diplôme.", "R6223-22, 2°")
    if years < short:
        return refuse(f"{told} : il en faut {short} avec un diplôme équivalent, {long} sans.", "R6223-22")
    return _with_diploma(facts, told, long)


def _with_diploma(facts: Facts, told: str, long: int) -> Answer:
    missing = facts.missing("maitre_niveau", "maitre_meme_domaine", "niveau")
    lower = facts.maitre_niveau is not None and facts.niveau is not None and facts.maitre_niveau < facts.niveau
    if lower or facts.maitre_meme_domaine is False:
        phrase = f"{told}, sans diplôme du même domaine et d’un niveau au moins équivalent : il en faut {long}."
        return refuse(phrase, "R6223-22")
    if missing:
        return unknown(f"{told} : il faut un diplôme du même domaine et d’un niveau équivalent.", *missing)
    return ok(f"{told} et un diplôme du même domaine, de niveau {facts.maitre_niveau}.", "R6223-22, 1°")


def check_nombre(facts: Facts, trace: Trace) -> Answer:
    """Two apprentices at most for each maître, and one more who repeats."""
    on = facts.date_conclusion
    if facts.travail_temporaire:
        most, repeating, article = trace.whole(MOST_TEMPORARY, on), 0, "R6223-8"
    else:
        most, repeating, article = trace.whole(MOST, on), trace.whole(REPEATING, on), "R6223-6"
    trace.note("apprentis admis", f"{most}, et {repeating} en prolongation après un échec")
    if facts.maitre_apprentis is None:
        phrase = "Le nombre d’apprentis du maître d’apprentissage, celui-ci compris, n’est pas renseigné."
        return unknown(phrase, "maitre_apprentis", article=article)
    extra = min(facts.maitre_redoublants or 0, repeating)
    trace.note("apprentis accueillis", str(facts.maitre_apprentis))
    told = f"Le maître d’apprentissage accueille {counted(facts.maitre_apprentis, 'apprenti')}, celui-ci compris"
    allowed = f"il peut en accueillir {most + extra}"
    if facts.maitre_apprentis <= most + extra:
        return ok(f"{told} : {allowed}.", article)
    if facts.maitre_redoublants is None and facts.maitre_apprentis <= most + repeating:
        phrase = f"{told} : {allowed}, un de plus si sa formation est prolongée après un échec."
        return unknown(phrase, "maitre_redoublants", article=article)
    return refuse(f"{told} : {allowed}.", article)


def check_tuteur(facts: Facts, trace: Trace) -> Answer:
    """The tutor volunteers, has two years of experience, and follows three employees at most (the employer: two)."""
    on = facts.date_conclusion
    least = trace.whole(TUTOR_EXPERIENCE, on)
    employer = facts.maitre_statut == EMPLOYEUR
    most = trace.whole(TUTOR_MOST_EMPLOYER if employer else TUTOR_MOST, on)
    trace.note("expérience exigée", counted(least, "an"))
    trace.note("salariés suivis au plus", str(most))
    if facts.maitre_statut == _OTHER:
        return refuse("Le tuteur n’est ni salarié de l’entreprise, ni employeur.", "D6325-6")
    if facts.maitre_attestation is False:
        return refuse("Le tuteur n’est pas volontaire.", "D6325-6")
    if facts.maitre_experience is not None and facts.maitre_experience < least:
        phrase = f"Le tuteur a {counted(facts.maitre_experience, 'an')} d’expérience : il en faut {least}."
        return refuse(phrase, "D6325-6")
    if facts.maitre_apprentis is not None and facts.maitre_apprentis > most:
        phrase = f"Le tuteur suit {counted(facts.maitre_apprentis, 'salarié')} : il peut en suivre {most}."
        return refuse(phrase, "D6325-9")
    missing = facts.missing("maitre_statut", "maitre_attestation", "maitre_experience", "maitre_apprentis")
    if missing:
        return unknown("Les qualités du tuteur ne sont pas toutes renseignées.", *missing)
    years = counted(facts.maitre_experience or 0, "an")
    return ok(f"Le tuteur est volontaire, a {years} d’expérience et suit au plus {most} salariés.")
