"""From what a team wrote to the dataset it used: ``references`` reads the words, ``lookup`` asks the catalogue."""
