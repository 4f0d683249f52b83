"""What people do in a campaign: atomic, keyword-only, each checked against perms.py and written to the journal."""
