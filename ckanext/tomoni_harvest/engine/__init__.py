"""The engine every kind of source shares: read, plan, apply, report."""
