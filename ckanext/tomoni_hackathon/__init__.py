"""The tomoni_hackathon plugin."""
