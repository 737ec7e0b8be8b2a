"""The municipal standards: what they ask for, and which of them a header row follows.

``registry()`` gives every standard and edition of ``schemas/standards`` (read once, cached). ``Registry.recognise``
tells a header row's standard and edition, or nothing: a wrong answer would tell an officer to rewrite a good file,
so that doubt is answered with ``None`` (the thresholds are explained in ``recognition``).
"""

from __future__ import annotations

from ckanext.tomoni_core.standards.model import Column, ForeignKey, Recognition, Standard
from ckanext.tomoni_core.standards.registry import Registry, registry

__all__ = ["Column", "ForeignKey", "Recognition", "Registry", "Standard", "registry"]
