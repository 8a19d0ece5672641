"""Terms: records and formats, matching in text, enforcement in translations."""
