"""The home page: what to do, what is known, where to resume; and, signed out, what the platform is."""
