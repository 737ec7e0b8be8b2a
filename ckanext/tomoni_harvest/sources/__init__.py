"""One file a kind of source. Each reads its dialect and gives normal records; the engine does the rest."""
