"""How other plugins learn of harvested datasets: one signal a batch, after it is stored and indexed.

``receiver(source_id, added=[...], updated=[...], withdrawn=[...], resources=[...])``: ids of our datasets, and of the
resources whose content changed. CKAN's ``action_succeeded`` is not sent for them: they are not saved one by one.
"""

from __future__ import annotations

from ckan.plugins import toolkit as tk

NAME = "tomoni_harvest:datasets_changed"
datasets_changed = tk.signals.ckanext.signal(NAME)
