"""The majoration campaign: from the candidatures to the amounts put to the vote. See docs.md."""
