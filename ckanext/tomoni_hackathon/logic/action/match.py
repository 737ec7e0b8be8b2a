"""Ask what declared texts would be linked to, before saying that a project uses them."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon import dictize, visibility
from ckanext.tomoni_hackathon.logic import schema
from ckanext.tomoni_hackathon.logic.action._common import Data, refuse, validated
from ckanext.tomoni_hackathon.matching import candidates, lookup

__all__ = ["tomoni_dataset_match"]

TEXTS_AT_MOST = 50


@tk.side_effect_free
def tomoni_dataset_match(context: Any, data_dict: Data) -> list[Data]:
    """Find the datasets that declared texts point at, among those you may see.

    :param declared: a text, or a list of at most 50: URLs of datasets, resources or files, names, ids, words
    :returns: for each text ``match``, what a use of it is linked to (``dataset``, ``resource``, ``how`` it was found)
        or None, and ``candidates``, datasets with like titles and a ``score``, to choose from
    """
    tk.check_access("tomoni_dataset_match", context, data_dict)
    texts = data_dict.get("declared") or []
    texts = [texts] if isinstance(texts, str) else texts
    if not isinstance(texts, list) or len(texts) > TEXTS_AT_MOST:
        raise refuse("declared", tk._("Ask about {most} texts at a time").format(most=TEXTS_AT_MOST))
    viewer = visibility.viewer_of(context)
    return [
        _answer(validated({"declared": text}, schema.match(), context)["declared"], viewer, context) for text in texts
    ]


def _answer(text: str, viewer: visibility.Viewer, context: Any) -> Data:
    found = lookup.find(text, viewer)
    if found is None:
        asking = {name: context[name] for name in ("user", "auth_user_obj", "ignore_auth") if name in context}
        return {"declared": text, "match": None, "candidates": candidates.offered(lookup.read(text), asking)}
    dataset = dictize.named_datasets([found.package_id], viewer)[found.package_id]
    resource = dictize.named_resources([found.resource_id]).get(found.resource_id) if found.resource_id else None
    match = {"dataset": dataset, "resource": resource, "how": found.how}
    return {"declared": text, "match": match, "candidates": []}
