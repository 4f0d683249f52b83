"""The dates of a convention: durations, schedules, cadences, what remains, alerts. See docs.md."""
