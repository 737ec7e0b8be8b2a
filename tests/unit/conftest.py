"""Generated tests try the same cases in every run, so that a red run is the work of the change that is in it.

New cases are looked for with ``make test-unit ARGS="--hypothesis-profile=default …"``.
"""

from hypothesis import settings

import tests.unit.harvest  # noqa: F401  before CKAN puts a folder on the path that has a package ``tests`` of its own

settings.register_profile("same", derandomize=True)
settings.load_profile("same")
