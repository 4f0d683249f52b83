"""Tags and filters of the screens: `format` for figures and dates, `components` for the design system."""
