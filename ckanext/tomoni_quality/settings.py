"""The settings of config_declaration.yaml, typed."""

from __future__ import annotations

from ckan.plugins import toolkit as tk

from ckanext.tomoni_core import http

PREFIX = "ckanext.tomoni_quality."


def enabled() -> bool:
    """Whether a changed resource is checked by itself."""
    return bool(tk.config[PREFIX + "enabled"])


def check_harvested() -> bool:
    """Whether the resources that a harvest brings are checked by themselves."""
    return enabled() and bool(tk.config[PREFIX + "check_harvested"])


def max_bytes() -> int:
    """The largest file that is checked."""
    return int(tk.config[PREFIX + "max_bytes"])


def try_max_bytes() -> int:
    """The largest file that is checked without being saved."""
    return int(tk.config[PREFIX + "try_max_bytes"])


def try_at_once_bytes() -> int:
    """How many bytes, unpacked, are checked while somebody waits, where a job could do it."""
    return int(tk.config[PREFIX + "try_at_once_bytes"])


def try_files() -> int:
    """How many files of one user may be put aside."""
    return int(tk.config[PREFIX + "try_files"])


def try_disk_bytes() -> int:
    """How much all files that are put aside may hold."""
    return int(tk.config[PREFIX + "try_disk_bytes"])


def try_hours() -> int:
    """After how many hours a long check is forgotten, file and report."""
    return int(tk.config[PREFIX + "try_hours"])


def try_by_anyone() -> bool:
    """Whether visitors who are not logged in may check a file without saving it."""
    return bool(tk.config[PREFIX + "try_by_anyone"])


def history() -> int:
    """Of how many reports of a resource the findings are kept, at least one."""
    return max(1, int(tk.config[PREFIX + "history"]))


def job_timeout() -> int:
    """Seconds one job may run."""
    return int(tk.config[PREFIX + "job_timeout"])


def datastore() -> bool:
    """Whether conforming rows are loaded into the DataStore."""
    return bool(tk.config[PREFIX + "datastore"])


def policy() -> http.Policy:
    """How the check may use the network."""
    return http.Policy(
        allow_private=bool(tk.config[PREFIX + "allow_private_urls"]),
        max_bytes=max_bytes(),
        timeout=int(tk.config[PREFIX + "timeout"]),
        contact=tk.config["ckan.site_url"],
    )


def check_spacing() -> float:
    """Seconds between two downloads from one host, whichever worker makes them."""
    return float(tk.config[PREFIX + "check_spacing"])


def recheck_days() -> int:
    """After how many days ``sweep --remote`` asks a server whether its file has changed."""
    return int(tk.config[PREFIX + "recheck_days"])


def webhooks() -> list[str]:
    """Where messages of worsened resources are posted."""
    return list(dict.fromkeys(tk.config[PREFIX + "webhooks"]))


def webhook_secret() -> str:
    """The key the messages are signed with; empty for no signature."""
    return str(tk.config[PREFIX + "webhook_secret"] or "")


def webhook_private() -> bool:
    """Whether messages tell of private datasets too."""
    return bool(tk.config[PREFIX + "webhook_private"])


def mail_worse() -> bool:
    """Whether people are told by mail of a resource that became worse."""
    return bool(tk.config[PREFIX + "mail_worse"])


def links_days() -> int:
    """After how many days an address is asked again."""
    return int(tk.config[PREFIX + "links_days"])


def links_spacing() -> float:
    """Seconds between two addresses of one host."""
    return float(tk.config[PREFIX + "links_spacing"])


def repair_job_max_cells() -> int:
    """The largest table that is mended by a job, in cells."""
    return int(tk.config[PREFIX + "repair_job_max_cells"])


def repair_max_cells() -> int:
    """The largest table that is mended in a page or an action, in cells."""
    return int(tk.config[PREFIX + "repair_max_cells"])
