"""The list of campaigns, the dashboard of each, its preparation, its history, and the règlements."""
