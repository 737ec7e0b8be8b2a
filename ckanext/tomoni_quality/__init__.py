"""The tomoni_quality plugin."""
