"""The ranking, the solver, the scenarios, « Pourquoi ce montant ? » and the règlement of a campaign."""
