"""The tone of each state: one place, so that a state looks the same on every screen."""

from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.web.templatetags.components import Tone

ETAT_TONES = {
    EtatCampagne.PREPARATION: Tone.NEUTRAL,
    EtatCampagne.OUVERTE: Tone.INFO,
    EtatCampagne.INSTRUCTION: Tone.INFO,
    EtatCampagne.CLASSEE: Tone.BRAND,
    EtatCampagne.PROPOSEE_AU_VOTE: Tone.ACCENT,
    EtatCampagne.VOTEE: Tone.SUCCESS,
    EtatCampagne.NOTIFIEE: Tone.SUCCESS,
}
STATUT_TONES = {
    StatutCandidature.BROUILLON: Tone.NEUTRAL,
    StatutCandidature.DEPOSEE: Tone.INFO,
    StatutCandidature.IRRECEVABLE: Tone.DANGER,
    StatutCandidature.RECEVABLE: Tone.INFO,
    StatutCandidature.INELIGIBLE: Tone.DANGER,
    StatutCandidature.ELIGIBLE: Tone.INFO,
    StatutCandidature.CLASSEE: Tone.BRAND,
    StatutCandidature.RETENUE: Tone.SUCCESS,
    StatutCandidature.NON_RETENUE: Tone.WARNING,
    StatutCandidature.PROPOSEE_AU_VOTE: Tone.ACCENT,
    StatutCandidature.VOTEE: Tone.SUCCESS,
    StatutCandidature.NOTIFIEE: Tone.SUCCESS,
    StatutCandidature.RETIREE: Tone.NEUTRAL,
}
