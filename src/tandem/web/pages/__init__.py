"""Pages that belong to the site itself: accessibility, legal notices, personal data, help, style guide."""
