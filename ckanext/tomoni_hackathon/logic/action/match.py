"""Ask what declared texts would be linked to, before saying that a project uses them."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon import dictize, indexing, visibility
from ckanext.tomoni_hackathon.logic import schema
from ckanext.tomoni_hackathon.logic.action._common import Data, refuse, validated
from ckanext.tomoni_hackathon.matching import again, candidates, lookup

__all__ = ["tomoni_dataset_match", "tomoni_dataset_rematch"]

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


def tomoni_dataset_rematch(context: Any, data_dict: Data) -> Data:
    """Link uses whose dataset was not here when they were declared, or has been made again since.

    Running it twice is the same as once. Only public datasets are linked, and only exact and single matches.

    :param dry_run: say what would be linked, and change nothing
    :returns: ``looked_at``, a number, and ``linked``: ``use_id``, ``project_id``, ``package_id``, ``resource_id``,
        ``how``
    """
    tk.check_access("tomoni_dataset_rematch", context, data_dict)
    dry_run = validated(data_dict, schema.rematch(), context)["dry_run"]
    looked_at, linked = 0, []
    for use in again.unlinked():
        looked_at += 1
        match = again.found(use)
        if match is None:
            continue
        linked.append({"use_id": use.id, "project_id": use.project_id, **vars(match)})
        if not dry_run:
            again.link(use, match)
            # One by one: the next use of the same project must see this one.
            model.Session.commit()
    if not dry_run:
        indexing.refresh({found["package_id"] for found in linked})
    return {"looked_at": looked_at, "linked": linked}
