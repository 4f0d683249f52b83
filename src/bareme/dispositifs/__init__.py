"""The rules beside the schedule of a contract: frais annexes, tutors, handicap, overseas, hourly contracts, new CFA.

Plain functions on integers and dates that read their figures in `bareme.parametres`. See docs.md.
"""
