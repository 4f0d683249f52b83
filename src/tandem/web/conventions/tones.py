"""The tone of each state: one place, so that a state looks the same on every screen."""

from tandem.conventions.enums import EtatAction, EtatAvenant, EtatConvention, EtatDecisionComite, EtatReunion
from tandem.web.templatetags.components import Tone

CONVENTION_TONES = {
    EtatConvention.NEGOCIATION: Tone.NEUTRAL,
    EtatConvention.PROJET: Tone.INFO,
    EtatConvention.VOTEE: Tone.ACCENT,
    EtatConvention.SIGNEE: Tone.BRAND,
    EtatConvention.EN_VIGUEUR: Tone.SUCCESS,
    EtatConvention.ECHUE: Tone.WARNING,
    EtatConvention.RESILIEE: Tone.DANGER,
}
ACTION_TONES = {
    EtatAction.PREVUE: Tone.INFO,
    EtatAction.EN_COURS: Tone.BRAND,
    EtatAction.AMENDEE: Tone.ACCENT,
    EtatAction.ARRETEE: Tone.DANGER,
    EtatAction.TERMINEE: Tone.SUCCESS,
}
REUNION_TONES = {
    EtatReunion.PLANIFIEE: Tone.INFO,
    EtatReunion.TENUE: Tone.SUCCESS,
    EtatReunion.ANNULEE: Tone.NEUTRAL,
}
DECISION_TONES = {
    EtatDecisionComite.A_FAIRE: Tone.WARNING,
    EtatDecisionComite.FAITE: Tone.SUCCESS,
    EtatDecisionComite.ABANDONNEE: Tone.NEUTRAL,
}
AVENANT_TONES = {
    EtatAvenant.PROJET: Tone.INFO,
    EtatAvenant.FINALISE: Tone.ACCENT,
    EtatAvenant.SIGNE: Tone.SUCCESS,
    EtatAvenant.ABANDONNE: Tone.NEUTRAL,
}
