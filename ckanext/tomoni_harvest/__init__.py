"""The tomoni_harvest plugin."""
