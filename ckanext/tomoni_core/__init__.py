"""The library every Tomoni plugin stands on; it imports no CKAN and no sibling."""
