"""Put a campaign to the vote, record the vote, notify, publish, correct."""
