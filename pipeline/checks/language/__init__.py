"""What the checks know of languages: quantities and cues, as they are written in each."""
