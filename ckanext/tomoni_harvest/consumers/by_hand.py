"""What is done from the terminal: a harvest without queues, and the actions of the pages."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.consumers import keeper, stages
from ckanext.tomoni_harvest.engine import credentials
from ckanext.tomoni_harvest.engine.context import site_context, site_user
from ckanext.tomoni_harvest.engine.history import FULL
from ckanext.tomoni_harvest.model import Run


def run(source: str, *, full: bool = False) -> dict[str, Any]:
    """Create a job for ``source``, run it here and return its report; ``full`` reads what did not change too.

    :raises HarvestJobExists: when a job of the source is waiting or running
    """
    found = tk.get_action("harvest_source_show")(site_context(), {"id": source})
    job = tk.get_action("harvest_job_create")(site_context(), {"source_id": found["id"], "run": False})
    row = stock.HarvestJob.get(job["id"])
    if full:
        model.Session.add(Run(job["id"], found["id"], reading=FULL))
    row.status = "Running"
    row.save()
    try:
        stages.gather(job["id"])
    except Exception as problem:
        model.Session.rollback()
        stages.gather_failed(job["id"], problem)
        raise
    keeper.finish(job["id"])
    return tk.get_action("tomoni_harvest_report_show")(site_context(), {"job_id": job["id"], "limit": 5})


def preview(source: str, limit: int) -> dict[str, Any]:
    """Return what a harvest of ``source`` would do."""
    found = tk.get_action("harvest_source_show")(site_context(), {"id": source})
    return tk.get_action("tomoni_harvest_preview")(site_context(), {"source_id": found["id"], "limit": limit})


def _id(source: str) -> str:
    return tk.get_action("harvest_source_show")(site_context(), {"id": source})["id"]


def question(source: str) -> dict[str, Any] | None:
    """Return what ``source`` asks, with all the datasets."""
    parameters = {"source_id": _id(source), "limit": 1_000_000}
    return tk.get_action("tomoni_harvest_question_show")(site_context(), parameters)["question"]


def answer(asked: dict[str, Any], said: str) -> int:
    """Answer a question for exactly its datasets; return how many."""
    parameters = {"source_id": asked["source_id"], "job_id": asked["job_id"], "answer": said}
    return tk.get_action("tomoni_harvest_question_answer")(site_context(), parameters)["count"]


def retry(source: str, remote_id: str | None) -> int:
    """Let refused records of ``source`` be tried at the next run; return how many."""
    parameters = {"source_id": _id(source), "remote_id": remote_id or ""}
    return tk.get_action("tomoni_harvest_refusal_retry")(site_context(), parameters)["count"]


def credential(source: str, header: str, value: str) -> str:
    """Keep the header of ``source``, or forget it when there is no value; return what was done.

    :raises ValueError: with ``header`` or ``value``, when that cannot be sent
    """
    source_id = _id(source)
    if not value:
        return "forgotten" if credentials.forget(source_id) else "there was none"
    credentials.write(source_id, header, value, site_user())
    return f"{header} is sent to {credentials.show(source_id)['origin']}"  # type: ignore[index]


def detect(url: str) -> dict[str, Any]:
    """Return what is behind the address ``url``."""
    return tk.get_action("tomoni_harvest_detect")(site_context(), {"url": url})
