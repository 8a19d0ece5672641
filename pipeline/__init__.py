"""The way from a post to its translation: records, stages, archive folder, orchestration."""
