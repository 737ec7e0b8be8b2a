"""The pages of what the harvest promises over years, each with its own blueprint."""

from __future__ import annotations

from ckanext.tomoni_harvest.pages import credential, edited, fields, question, refused, tombstone

__all__ = ["blueprints"]

blueprints = [
    credential.blueprint,
    edited.blueprint,
    fields.blueprint,
    question.blueprint,
    refused.blueprint,
    tombstone.blueprint,
]
