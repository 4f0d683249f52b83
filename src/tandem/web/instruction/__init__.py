"""The candidatures of a campaign: recevabilité, eligibility, evaluations, exceptional help, declared interests."""
