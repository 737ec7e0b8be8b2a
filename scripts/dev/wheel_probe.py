"""Run inside the clean environment: the installed wheel must answer the pages a visitor and a developer open first."""

from __future__ import annotations

import sys

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

PAGES = ("/", "/dataset/", "/api/3/action/status_show")


def main(ini: str) -> int:
    import ckanext.tomoni_portal

    print(ckanext.tomoni_portal.__file__)
    application = make_app(CKANConfigLoader(ini).get_config())
    client = application.test_client()
    failed = 0
    for page in PAGES:
        reply = client.get(page)
        print(reply.status_code, page)
        failed += reply.status_code != 200
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
