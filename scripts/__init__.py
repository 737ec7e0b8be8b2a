"""Development scripts of Tomoni."""
