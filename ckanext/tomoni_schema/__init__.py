"""The tomoni_schema plugin."""
