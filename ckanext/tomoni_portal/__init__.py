"""The tomoni_portal plugin."""
