"""What every Word document of the platform has in common: language, styles, tables that a screen reader follows."""
