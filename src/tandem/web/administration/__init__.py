"""What the administrator of an organisation keeps: people and roles, charte, journal of decisions."""
